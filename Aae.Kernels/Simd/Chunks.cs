using Aae.Core.Threading;

namespace Aae.Kernels.Simd;

/// <summary>Work over a range (of elements, rows or columns), any part of which can be done apart from the rest.</summary>
internal interface IRangeKernel
{
    /// <summary>What the kernel means: an ordinary loop over places start to start + count − 1.</summary>
    void RunReference(long start, int count);
}

/// <summary>A sum over a range.</summary>
internal interface IRangeSum
{
    /// <summary>What the sum means: an ordinary loop over places start to start + count − 1.</summary>
    double RunReference(long start, int count);
}

/// <summary>
/// Runs kernels over ranges, cut into chunks whose length is given by the shape of the data alone. So neither the number of
/// threads nor their timing can change a bit of the result.
/// </summary>
internal static unsafe class Chunks
{
    /// <summary>Elements in a chunk: 32 KiB of floats, a few microseconds of work.</summary>
    public const int Elements = 8192;

    /// <summary>Rows (or columns) of the given length that make a chunk.</summary>
    public static int Lines(int length) => Math.Max(1, Elements / Math.Max(1, length));

    /// <summary>Runs a kernel over places 0 to count − 1.</summary>
    public static void Run<TKernel>(TKernel kernel, long count, int chunk, WorkerTeam team, InstructionSet? form = null)
        where TKernel : unmanaged, IRangeKernel
    {
        for (long start = 0; start < count; start += chunk)
        {
            kernel.RunReference(start, (int)Math.Min(chunk, count - start));
        }
    }

    /// <summary>Sums over places 0 to count − 1.</summary>
    public static double Sum<TKernel>(TKernel kernel, long count, int chunk, WorkerTeam team, InstructionSet? form = null)
        where TKernel : unmanaged, IRangeSum
    {
        double sum = 0;
        for (long start = 0; start < count; start += chunk)
        {
            sum += kernel.RunReference(start, (int)Math.Min(chunk, count - start));
        }

        return sum;
    }
}
