using Aae.Core.Threading;

namespace Aae.Kernels.Simd;

/// <summary>Work over a range (of elements, rows or columns), any part of which can be done apart from the rest.</summary>
internal interface IRangeKernel
{
    /// <summary>Does places start to start + count − 1 with vectors.</summary>
    void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>;

    /// <summary>What the kernel means: the same by an ordinary loop.</summary>
    void RunReference(long start, int count);
}

/// <summary>A sum over a range (of elements or rows).</summary>
internal interface IRangeSum
{
    /// <summary>Sums over places start to start + count − 1 with vectors.</summary>
    double Sum<V>(long start, int count)
        where V : unmanaged, ISimd<V>;

    /// <summary>What the sum means: the same by an ordinary loop.</summary>
    double SumReference(long start, int count);
}

/// <summary>
/// Runs kernels over ranges, cut into chunks whose length follows from the shape of the data alone. So neither the number of
/// threads nor their timing can change a bit of the result. This is also the one place where the instruction set is chosen:
/// the one in use, unless a test asks for another form.
/// </summary>
internal static unsafe class Chunks
{
    /// <summary>Elements in a chunk: 32 KiB of floats, a microsecond or more of work.</summary>
    public const int Elements = 8192;

    /// <summary>Sums that wait on the stack to be added up.</summary>
    private const int Partials = 256;

    /// <summary>Rows (or columns) of the given length that make a chunk.</summary>
    public static int Lines(int length) => Math.Max(1, Elements / Math.Max(1, length));

    /// <summary>Runs a kernel over places 0 to count − 1.</summary>
    public static void Run<TKernel>(TKernel kernel, long count, int chunk, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IRangeKernel
    {
        InstructionSet set = form ?? InstructionSets.Current;
        if (count <= chunk)
        {
            RunForm(ref kernel, 0, (int)count, set);
            return;
        }

        team.Run(Pieces(count, chunk), new RunWork<TKernel>(kernel, count, chunk, set));
    }

    /// <summary>Sums over places 0 to count − 1: each chunk by itself, then the chunks in their order.</summary>
    public static double Sum<TKernel>(TKernel kernel, long count, int chunk, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IRangeSum
    {
        InstructionSet set = form ?? InstructionSets.Current;
        if (count <= chunk)
        {
            return SumForm(ref kernel, 0, (int)count, set);
        }

        double* partials = stackalloc double[Partials];
        double sum = 0;
        int pieces = Pieces(count, chunk);
        for (int first = 0; first < pieces; first += Partials)
        {
            int some = Math.Min(Partials, pieces - first);
            team.Run(some, new SumWork<TKernel>(kernel, count, chunk, set, first, partials));
            for (int i = 0; i < some; i++)
            {
                sum += partials[i];
            }
        }

        return sum;
    }

    private static int Pieces(long count, int chunk) => checked((int)((count + chunk - 1) / chunk));

    private static void RunForm<TKernel>(ref TKernel kernel, long start, int count, InstructionSet set)
        where TKernel : unmanaged, IRangeKernel
    {
        switch (set)
        {
            case InstructionSet.Avx512:
                kernel.Run<F32x16>(start, count);
                break;
            case InstructionSet.Avx2:
                kernel.Run<F32x8>(start, count);
                break;
            case InstructionSet.Vector128:
                kernel.Run<F32x4>(start, count);
                break;
            default:
                kernel.RunReference(start, count);
                break;
        }
    }

    private static double SumForm<TKernel>(ref TKernel kernel, long start, int count, InstructionSet set)
        where TKernel : unmanaged, IRangeSum =>
        set switch
        {
            InstructionSet.Avx512 => kernel.Sum<F32x16>(start, count),
            InstructionSet.Avx2 => kernel.Sum<F32x8>(start, count),
            InstructionSet.Vector128 => kernel.Sum<F32x4>(start, count),
            _ => kernel.SumReference(start, count),
        };

    private struct RunWork<TKernel>(TKernel kernel, long count, int chunk, InstructionSet set) : IParallelWork
        where TKernel : unmanaged, IRangeKernel
    {
        private TKernel _kernel = kernel;

        public void Execute(int index)
        {
            long start = (long)index * chunk;
            RunForm(ref _kernel, start, (int)Math.Min(chunk, count - start), set);
        }
    }

    private struct SumWork<TKernel>(TKernel kernel, long count, int chunk, InstructionSet set, int first, double* partials)
        : IParallelWork
        where TKernel : unmanaged, IRangeSum
    {
        private TKernel _kernel = kernel;

        public void Execute(int index)
        {
            long start = (long)(first + index) * chunk;
            partials[index] = SumForm(ref _kernel, start, (int)Math.Min(chunk, count - start), set);
        }
    }
}
