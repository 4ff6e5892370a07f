using Aae.Benchmarks.Roofline;

namespace Aae.Benchmarks.Reporting;

/// <summary>The same piece of work, done again and again, with the peak measured next to it.</summary>
internal sealed class TimeSeries
{
    private const int Most = 100_000;

    private readonly double[] _seconds = new double[Most];
    private readonly double[] _peaks = new double[Most];

    /// <summary>Whether there is no room for more.</summary>
    public bool Full => Count == Most;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Floating-point operations of one.</summary>
    public long Operations { get; private set; }

    /// <summary>The median time.</summary>
    public double Seconds => InterleavedTiming.Median(_seconds.Take(Count));

    /// <summary>The median peak, in operations per second.</summary>
    public double Peak => InterleavedTiming.Median(_peaks.Take(Count));

    /// <summary>The median of the ratios of rate and peak.</summary>
    public double ShareOfPeak => InterleavedTiming.Median(_seconds.Zip(_peaks, (seconds, peak) => Operations / seconds / peak).Take(Count));

    /// <summary>Takes one in. Allocates nothing.</summary>
    public void Add(double seconds, long operations, double peak)
    {
        (_seconds[Count], _peaks[Count]) = (seconds, peak);
        Count++;
        Operations = operations;
    }
}
