using System.Runtime.CompilerServices;

namespace Aae.Kernels.Simd;

/// <summary>A kernel that does a matrix row by row and returns a number for each of them.</summary>
internal interface IRowKernel
{
    /// <summary>Does a row that fits into registers: W is a vector, or a few, and lanes are as many as the row has columns.</summary>
    double InRegisters<W, L>(long row, L lanes)
        where W : unmanaged, ISimd<W>
        where L : unmanaged, ILanes;

    /// <summary>Does a row that does not.</summary>
    double InMemory<V>(long row)
        where V : unmanaged, ISimd<V>;

    /// <summary>What the kernel means: the same by an ordinary loop. It alone sees rows of no columns.</summary>
    double Reference(long row);
}

/// <summary>
/// A row kernel over ranges of rows. Rows of up to four vectors stay in registers from the first step to the last; which form
/// a row takes follows from the number of columns alone.
/// </summary>
internal readonly struct Rows<TKernel>(TKernel kernel, int columns) : IRangeKernel, IRangeSum
    where TKernel : unmanaged, IRowKernel
{
    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V> => Sum<V>(start, count);

    public void RunReference(long start, int count) => SumReference(start, count);

    public double Sum<V>(long start, int count)
        where V : unmanaged, ISimd<V> =>
        columns == 0 ? SumReference(start, count)
        : columns <= V.Count ? Registers<V>(start, count)
        : columns <= 2 * V.Count ? Registers<Pair<V>>(start, count)
        : columns <= 4 * V.Count ? Registers<Pair<Pair<V>>>(start, count)
        : Memory<V>(start, count);

    public double SumReference(long start, int count)
    {
        double sum = 0;
        for (long row = start; row < start + count; row++)
        {
            sum += kernel.Reference(row);
        }

        return sum;
    }

    private double Registers<W>(long start, int count)
        where W : unmanaged, ISimd<W> =>
        columns == W.Count
            ? Registers<W, AllLanes>(start, count, default)
            : Registers<W, FirstLanes>(start, count, new(columns));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Registers<W, L>(long start, int count, L lanes)
        where W : unmanaged, ISimd<W>
        where L : unmanaged, ILanes
    {
        double sum = 0;
        for (long row = start; row < start + count; row++)
        {
            sum += kernel.InRegisters<W, L>(row, lanes);
        }

        return sum;
    }

    private double Memory<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        double sum = 0;
        for (long row = start; row < start + count; row++)
        {
            sum += kernel.InMemory<V>(row);
        }

        return sum;
    }
}
