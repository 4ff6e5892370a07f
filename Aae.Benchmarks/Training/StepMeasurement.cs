using System.Diagnostics;
using Aae.Benchmarks.Reporting;
using Aae.Benchmarks.Roofline;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Training;

/// <summary>Times the steps of a recipe one by one, each next to a millisecond of the FMA peak on the same threads.</summary>
internal sealed class StepMeasurement
{
    private const int PeakSteps = 400_000; // about a millisecond

    private readonly StepSubject _subject;
    private readonly WorkerTeam _team;

    /// <summary>Runs the step until the JIT is done with it.</summary>
    public StepMeasurement(StepSubject subject, WorkerTeam team)
    {
        _subject = subject;
        _team = team;
        Compilation.Settle(subject.Step, () => Peak());
    }

    /// <summary>Measures for about so many seconds.</summary>
    public StepTimes Measure(double seconds)
    {
        int phases = _subject.Phases.Count;
        var times = new StepTimes(phases);
        Span<(long Ticks, long Operations)> before = stackalloc (long, long)[phases];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (long start = Stopwatch.GetTimestamp(); !times.Full && Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            double peak = Peak();
            Read(before);
            long begin = Stopwatch.GetTimestamp();
            _subject.Step();
            long end = Stopwatch.GetTimestamp();
            for (int i = 0; i < phases; i++)
            {
                (long ticks, long operations) = _subject.Profile.Of(_subject.Phases[i]);
                times.Phases[i].Add((double)(ticks - before[i].Ticks) / Stopwatch.Frequency, operations - before[i].Operations, peak);
            }

            times.Whole.Add((double)(end - begin) / Stopwatch.Frequency, _subject.OperationsPerStep, peak);
        }

        times.AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return times;
    }

    private void Read(Span<(long Ticks, long Operations)> phases)
    {
        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] = _subject.Profile.Of(_subject.Phases[i]);
        }
    }

    private double Peak()
    {
        long start = Stopwatch.GetTimestamp();
        double operations = FmaPeak.Run(InstructionSets.Current, _team, PeakSteps);
        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>The steps that were timed.</summary>
/// <param name="phases">The number of phases.</param>
internal sealed class StepTimes(int phases)
{
    private const int Most = 100_000;

    /// <summary>The whole step.</summary>
    public Series Whole { get; } = new();

    /// <summary>Each phase.</summary>
    public Series[] Phases { get; } = [.. Enumerable.Range(0, phases).Select(_ => new Series())];

    /// <summary>Bytes that were allocated on the heap of the garbage collector in all of them.</summary>
    public long AllocatedBytes { get; set; }

    /// <summary>Whether there is no room for more.</summary>
    public bool Full => Whole.Count == Most;

    /// <summary>The same piece of work, step after step, with the peak measured next to it.</summary>
    public sealed class Series
    {
        private readonly double[] _seconds = new double[Most];
        private readonly double[] _peaks = new double[Most];

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
}
