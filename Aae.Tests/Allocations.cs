namespace Aae.Tests;

/// <summary>What code allocates on the GC heap.</summary>
internal static class Allocations
{
    private const int Rounds = 3;
    private const int Repetitions = 10;

    /// <summary>
    /// Bytes that ten runs of an action allocate on this thread: the least of three rounds, as a collection for another thread's
    /// sake takes away what this thread had in hand and counts it as allocated.
    /// </summary>
    public static long OfTen(Action action) => Enumerable.Range(0, Rounds).Select(_ => Once(action)).Min();

    private static long Once(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Repetitions; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
