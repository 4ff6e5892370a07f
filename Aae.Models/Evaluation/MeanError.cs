namespace Aae.Models.Evaluation;

/// <summary>The mean of a measure over seeds and how far it may be off.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Error">Its standard error, s/√n with the sample's standard deviation s; null of one value, which says nothing of it.</param>
/// <param name="Count">The number of values n.</param>
public readonly record struct MeanError(double Mean, double? Error, int Count)
{
    /// <summary>Of one value or more.</summary>
    public static MeanError Of(IReadOnlyCollection<double> values)
    {
        int n = values.Count;
        ArgumentOutOfRangeException.ThrowIfZero(n, nameof(values));
        double mean = values.Average();
        double? error = n == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (n - 1) / n);
        return new MeanError(mean, error, n);
    }
}
