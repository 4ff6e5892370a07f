using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>Sums over whole arrays, over rows and over columns.</summary>
internal static unsafe class Sums
{
    /// <summary>Σ x².</summary>
    public static double OfSquares(float* x, long count, WorkerTeam team, InstructionSet? form = null) =>
        ElementLoop.Sum(new Squares(x), count, team, form);

    /// <summary>
    /// y_i = Σ_j x_ij. x [rows, columns], y [rows]. The error is at most 19·2⁻²⁴ Σ|x|.
    /// </summary>
    public static void OfRows(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        Chunks.Run(new Rows<RowSums>(new(columns, x, y), columns), rows, Chunks.Lines(columns), team, form);

    /// <summary>
    /// y_j = Σ_i x_ij, added up row after row in floats: the error is at most rows·2⁻²⁴ Σ|x|. x [rows, columns], y [columns].
    /// It is the gradient of a bias without an activation.
    /// </summary>
    public static void OfColumns(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        Activations.GradientWithBias(Activation.Identity, rows, columns, x, x, x, y, team, form);

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
