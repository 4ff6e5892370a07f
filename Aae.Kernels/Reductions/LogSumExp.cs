using System.Runtime.CompilerServices;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Reductions;

/// <summary>log Σ eˣ, in which nothing overflows.</summary>
internal static unsafe class LogSumExp
{
    /// <summary>
    /// y_i = m + log Σ_j e^(x_ij − m) for each row, m = max x_i. x [rows, columns], y [rows]. A row of nothing but −∞, or of no
    /// columns, gives −∞, one with +∞ gives +∞, one with NaN gives NaN.
    /// </summary>
    public static void OfRows(int rows, int columns, float* x, float* y, WorkerTeam team, InstructionSet? form = null) =>
        ExponentialLoop.Run(new Kernel(columns, x, y), x, rows, columns, team, form);

    private readonly struct Kernel(int columns, float* x, float* y) : IExponentialKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Finish<V>(long row, float* e, float max)
            where V : unmanaged, ISimd<V> => Put(row, max, ElementLoop.SumRow<V, Plain>(new(e), columns));

        public double Row<V>(long row)
            where V : unmanaged, ISimd<V>
        {
            double sum = Exponentials.Sum<V>(x + row * columns, columns, out float max);
            return Put(row, max, sum);
        }

        public double Reference(long row)
        {
            float* input = x + row * columns;
            float max = Exponentials.Largest(input, columns);
            y[row] = float.IsFinite(max) ? (float)(max + Math.Log(Exponentials.SumReference(input, columns, max))) : max;
            return 0;
        }

        private double Put(long row, float max, double sum)
        {
            if (!float.IsFinite(max))
            {
                return Reference(row); // x − m has no meaning
            }

            y[row] = max + VectorMath.Log((float)sum);
            return 0;
        }
    }
}
