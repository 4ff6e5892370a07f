using Aae.Core.Threading;

namespace Aae.Kernels.Simd;

/// <summary>A kernel that does a matrix row by row and returns a number for each of them, to be summed.</summary>
internal interface IRowKernel
{
    /// <summary>Does a row of one column or more.</summary>
    double Row<V>(long row)
        where V : unmanaged, ISimd<V>;

    /// <summary>What the kernel means: the same by an ordinary loop. It alone sees rows of no columns.</summary>
    double Reference(long row);
}

/// <summary>A row kernel over ranges of rows.</summary>
internal readonly struct Rows<TKernel>(TKernel kernel, int columns) : IRangeKernel, IRangeSum
    where TKernel : unmanaged, IRowKernel
{
    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V> => Sum<V>(start, count);

    public void RunReference(long start, int count) => SumReference(start, count);

    public double Sum<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        if (columns == 0)
        {
            return SumReference(start, count);
        }

        double sum = 0;
        for (long row = start; row < start + count; row++)
        {
            sum += kernel.Row<V>(row);
        }

        return sum;
    }

    public double SumReference(long start, int count)
    {
        double sum = 0;
        for (long row = start; row < start + count; row++)
        {
            sum += kernel.Reference(row);
        }

        return sum;
    }
}

/// <summary>The loop over the rows of a matrix with a team.</summary>
internal static class RowLoop
{
    /// <summary>Does rows 0 to rows − 1, each of so many columns.</summary>
    public static void Run<TKernel>(TKernel kernel, int rows, int columns, WorkerTeam team, InstructionSet? form)
        where TKernel : unmanaged, IRowKernel
    {
        Require.Matrix<TKernel>(rows, columns);
        Chunks.Run(new Rows<TKernel>(kernel, columns), rows, Chunks.Lines(columns), team, form);
    }
}
