using System.Diagnostics;
using System.Runtime;

namespace Aae.Benchmarks.Reporting;

/// <summary>
/// The JIT compiles what is called often two or three times, each better than before. A short measurement that begins in
/// between shows code that no long run has: vector code of generic methods was seen a hundred times slower at first.
/// </summary>
internal static class Compilation
{
    // It begins with what was called thirty times when there was nothing new for 0.1 s, and twice so if it profiles first.
    private const double QuietSeconds = 0.5;
    private const double LongestSeconds = 5;

    /// <summary>Makes some calls, in turn, until no method has been compiled for a while.</summary>
    public static void Settle(params ReadOnlySpan<Action> calls)
    {
        long start = Stopwatch.GetTimestamp(), quiet = start;
        long compiled = JitInfo.GetCompiledMethodCount();
        while (Stopwatch.GetElapsedTime(quiet).TotalSeconds < QuietSeconds && Stopwatch.GetElapsedTime(start).TotalSeconds < LongestSeconds)
        {
            foreach (Action call in calls)
            {
                call();
            }

            if (JitInfo.GetCompiledMethodCount() != compiled)
            {
                compiled = JitInfo.GetCompiledMethodCount();
                quiet = Stopwatch.GetTimestamp();
            }
        }
    }
}
