using System.Diagnostics;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Reporting;

/// <summary>The FMA peak of this moment, to stand beside what is timed next: clocks and neighbours change.</summary>
internal static class PeakSample
{
    private const int Steps = 400_000; // about a millisecond

    /// <summary>Operations per second of all threads of a team.</summary>
    public static double Measure(WorkerTeam team)
    {
        long start = Stopwatch.GetTimestamp();
        double operations = FmaPeak.Run(InstructionSets.Current, team, Steps);
        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
