using Aae.Core;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>How a <see cref="ParzenWindow"/> is chosen and where its state is kept.</summary>
public sealed record ParzenOptions
{
    private readonly IReadOnlyList<double> _deviations = LogGrid(0.1, 1, 10);

    /// <summary>The σ among which the validation images choose, ascending; of one alone nothing is chosen.</summary>
    /// <exception cref="AaeException">There is none, they do not ascend, or one is not from 1e-6 to 1e6.</exception>
    public IReadOnlyList<double> Deviations
    {
        get => _deviations;
        init
        {
            for (int i = 0; i < value.Count; i++)
            {
                if (!(value[i] is >= 1e-6 and <= 1e6) || (i > 0 && value[i] <= value[i - 1]))
                {
                    throw new AaeException(FormattableString.Invariant(
                        $"the standard deviations of a Parzen window ascend from 1e-6 or more to 1e6 or less: {value[i]} cannot be number {i + 1}"));
                }
            }

            _deviations = value.Count > 0 ? value : throw new AaeException("a Parzen window needs a standard deviation");
        }
    }

    /// <summary>Images of the validation split that choose σ, the first ones, or all where there are fewer.</summary>
    public int ValidationImages { get; init; } = 1000;

    /// <summary>The folder in which the state of an estimate is kept until it is done, so that one that was stopped goes on; null for none.</summary>
    public string? StateFolder { get; init; }

    /// <summary>How often the state is saved, after the first block of samples.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The threads to work with; null for those that the process may use.</summary>
    public WorkerTeam? Team { get; init; }

    /// <summary>Told in a line what a user should know meanwhile.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>Numbers in equal ratios.</summary>
    /// <param name="first">The first, above 0.</param>
    /// <param name="last">The last, above the first.</param>
    /// <param name="count">How many, 2 or more.</param>
    public static IReadOnlyList<double> LogGrid(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? last : first * Math.Pow(last / first, (double)i / (count - 1)))];
}

/// <summary>How far an estimate has come.</summary>
/// <param name="Samples">What the samples are called.</param>
/// <param name="Done">Samples that were met.</param>
/// <param name="Count">All samples.</param>
/// <param name="SamplesPerSecond">Their rate since this process began.</param>
/// <param name="IsPilot">Whether these are the first samples, which tell the σ that matter, before all samples meet the test images.</param>
public readonly record struct ParzenProgress(string Samples, long Done, long Count, double SamplesPerSecond, bool IsPilot);
