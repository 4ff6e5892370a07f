using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Sums over whole arrays, over rows and over columns.</summary>
internal static unsafe class Sums
{
    [ThreadStatic]
    private static AlignedBlock? _blockSums;

    /// <summary>Σ x².</summary>
    public static double OfSquares(float* x, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Sum(new Squares(x), count, team, form);

    /// <summary>
    /// y_i = Σ_j x_ij. x [rows, columns], y [rows]. The error is at most 21·2⁻²⁴ Σ|x|.
    /// </summary>
    public static void OfRows(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        RowLoop.Run(new RowSums(columns, x, y), rows, columns, team, form);

    /// <summary>
    /// y_j = Σ_i x_ij; zeros of no rows. x [rows, columns], y [columns]. However many rows, the error is at most 258·2⁻²⁴ Σ|x|:
    /// blocks of rows are summed in floats, and their sums with compensation.
    /// </summary>
    public static void OfColumns(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null)
    {
        Require.Matrix("sums of columns", rows, columns);
        int blocks = ColumnBlocks.Count(rows);
        float* sums = Scratch.Require(ref _blockSums, (long)blocks * columns);
        ColumnBlocks.Sum(new BlockSums(x, columns, sums), rows, columns, team, form);
        ElementLoop.Run(new JoinedSums(sums, blocks, columns, y), columns, team, form);
    }

    private readonly struct Squares(float* x) : ITermKernel
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V, L>(V sum, long i, L lanes)
            where V : unmanaged, ISimd<V>
            where L : unmanaged, ILanes
        {
            var value = lanes.Load<V>(x + i);
            return V.MultiplyAdd(value, value, sum);
        }

        public double Reference(long i) => (double)x[i] * x[i];
    }

    private readonly struct RowSums(int columns, float* x, float* y) : IRowKernel
    {
        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            y[row] = (float)ElementLoop.SumRow<V, Plain>(new(x + row * columns), columns);
            return 0;
        }

        public double Reference(long row)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                sum += x[row * columns + j];
            }

            y[row] = (float)sum;
            return 0;
        }
    }
}
