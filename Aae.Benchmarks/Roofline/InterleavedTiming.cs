using System.Diagnostics;

namespace Aae.Benchmarks.Roofline;

/// <summary>One of the things that are measured against each other.</summary>
/// <param name="Operations">What one call does.</param>
/// <param name="Call">One call.</param>
/// <param name="Wake">Some work that calls the side's idle threads back to their cores; not timed.</param>
internal sealed record Side(double Operations, Action Call, Action Wake);

/// <summary>
/// Times several sides in turn, in batches of a few milliseconds whose order is reversed from round to round. Clocks and
/// neighbours change over tenths of a second, so within one round they are the same to all sides, and ratios are taken within
/// rounds.
/// </summary>
internal static class InterleavedTiming
{
    private const double BatchSeconds = 0.002;

    /// <summary>Each side runs so long before the first round: caches, predictors and the JIT get used to the case.</summary>
    private const double WarmUpSeconds = 0.03;

    /// <summary>A call so long needs no warming up, and three rounds must do.</summary>
    private const double LongCallSeconds = 0.05;
    private const int FewestRounds = 3;

    // Idle threads of either side spin for about a tenth of this before they park.
    private static readonly long _pauseTicks = Stopwatch.Frequency / 2000;

    /// <summary>Measures rounds for about so many seconds.</summary>
    /// <param name="sides">The sides.</param>
    /// <param name="seconds">Time for all rounds together; a few rounds are made in any case.</param>
    /// <param name="threads">Threads of each side: where there are several, each batch starts with a pause and a wake-up.</param>
    /// <param name="estimate">Operations per second that the sides are expected to reach at most.</param>
    /// <returns>Operations per second [side][round].</returns>
    public static double[][] Measure(Side[] sides, double seconds, int threads, double estimate)
    {
        long start = Stopwatch.GetTimestamp();
        int[] calls = [.. sides.Select(side => Calls(side, estimate))];
        List<double>[] rates = [.. sides.Select(_ => new List<double>())];
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; round++)
        {
            for (int i = 0; i < sides.Length; i++)
            {
                int turn = round % 2 == 0 ? i : sides.Length - 1 - i;
                if (threads > 1)
                {
                    Pause();
                    sides[turn].Wake();
                }

                rates[turn].Add(sides[turn].Operations * calls[turn] / Time(sides[turn].Call, calls[turn]));
            }
        }

        return [.. rates.Select(side => side.ToArray())];
    }

    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median of the rounds' ratios.</summary>
    public static double Ratio(double[] rates, double[] others) => Median(rates.Zip(others, (rate, other) => rate / other));

    private static int Calls(Side side, double estimate)
    {
        if (side.Operations / estimate > LongCallSeconds)
        {
            return 1;
        }

        double once = double.PositiveInfinity;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;)
        {
            once = Math.Min(once, Time(side.Call, 1));
        }

        return (int)Math.Clamp(BatchSeconds / once, 1, 1e6);
    }

    private static double Time(Action call, int calls)
    {
        long before = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(before).TotalSeconds;
    }

    private static void Pause()
    {
        long end = Stopwatch.GetTimestamp() + _pauseTicks;
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(8);
        }
    }
}
