using System.Runtime.InteropServices;
using Aae.Benchmarks.Reporting;
using Aae.Core.Threading;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Threading;

/// <summary>
/// What it costs to hand out two pieces and to wait for them, alone and beside threads that keep all cores busy. Beside them
/// the mean counts: a call that waits for a core takes a time slice, however quick the median is.
/// </summary>
[BenchmarkCategory("Threading"), MeanColumn]
public unsafe class ForkJoinBenchmarks
{
    private readonly WorkerTeam _team = new(2);
    private readonly Action<int> _nothing = static _ => { };
    private readonly int* _arrived = (int*)NativeMemory.AllocZeroed(sizeof(int));
    private bool _stop;
    private int _meetings;

    /// <summary>Threads beside that never rest.</summary>
    [Params(0, 4)]
    public int BusyThreads { get; set; }

    /// <summary>Starts the busy threads.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Compilation.Settle(ParallelFor, Run, Meet);
        for (int i = 0; i < BusyThreads; i++)
        {
            new Thread(KeepBusy) { IsBackground = true }.Start();
        }
    }

    /// <summary>Stops the busy threads.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        Volatile.Write(ref _stop, true);
        NativeMemory.Free(_arrived);
    }

    /// <summary>.NET's own loop over two empty pieces.</summary>
    [Benchmark(Baseline = true, Description = "Parallel.For")]
    public void ParallelFor() => Parallel.For(0, 2, _nothing);

    /// <summary>The team's, which the calling thread may do alone if the other comes late.</summary>
    [Benchmark(Description = "WorkerTeam.Run")]
    public void Run() => _team.Run(2, default(Nothing));

    /// <summary>Two pieces that wait for one another: the other thread's answer is in the time.</summary>
    [Benchmark(Description = "WorkerTeam.Run, both threads")]
    public void Meet()
    {
        _meetings += 2;
        _team.Run(2, new Meeting(_arrived, _meetings));
    }

    private void KeepBusy()
    {
        while (!Volatile.Read(ref _stop))
        {
            Thread.SpinWait(100);
        }
    }

    private readonly struct Nothing : IParallelWork
    {
        public void Execute(int index)
        {
        }
    }

    private readonly struct Meeting(int* arrived, int expected) : IParallelWork
    {
        public void Execute(int index)
        {
            Interlocked.Increment(ref *arrived);
            while (Volatile.Read(ref *arrived) - expected < 0)
            {
            }
        }
    }
}
