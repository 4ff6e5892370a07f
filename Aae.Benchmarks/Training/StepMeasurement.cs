using System.Diagnostics;
using Aae.Benchmarks.Reporting;
using Aae.Core.Threading;

namespace Aae.Benchmarks.Training;

/// <summary>Times the steps of a recipe one by one, each next to a millisecond of the FMA peak on the same threads.</summary>
internal sealed class StepMeasurement
{
    private readonly StepSubject _subject;
    private readonly WorkerTeam _team;

    /// <summary>Runs the step until the JIT is done with it.</summary>
    public StepMeasurement(StepSubject subject, WorkerTeam team)
    {
        _subject = subject;
        _team = team;
        Compilation.Settle(subject.Step, () => PeakSample.Measure(team));
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
            double peak = PeakSample.Measure(_team);
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
}

/// <summary>The steps that were timed.</summary>
/// <param name="phases">The number of phases.</param>
internal sealed class StepTimes(int phases)
{
    /// <summary>The whole step.</summary>
    public TimeSeries Whole { get; } = new();

    /// <summary>Each phase.</summary>
    public TimeSeries[] Phases { get; } = [.. Enumerable.Range(0, phases).Select(_ => new TimeSeries())];

    /// <summary>Bytes that were allocated on the heap of the garbage collector in all of them.</summary>
    public long AllocatedBytes { get; set; }

    /// <summary>Whether there is no room for more.</summary>
    public bool Full => Whole.Full;
}
