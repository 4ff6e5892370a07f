using System.Numerics.Tensors;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Evaluation;

/// <summary>What one row of a kernel matrix adds up to.</summary>
/// <param name="Kernel">Σ_j k(a, b_j).</param>
/// <param name="KernelSquared">Σ_j k(a, b_j)².</param>
internal readonly record struct RowSum(double Kernel, double KernelSquared);

/// <summary>The kernel of <see cref="MaximumMeanDiscrepancy"/>, summed along the rows of a kernel matrix that is never stored.</summary>
/// <param name="unit">The squared distance at which the middle Gaussian falls to 1/e.</param>
/// <param name="team">The threads to use.</param>
/// <param name="cancellation">Stops the work between blocks of rows.</param>
internal sealed class MixtureKernel(double unit, WorkerTeam team, CancellationToken cancellation)
{
    /// <summary>Gaussians in the mixture, at 1/8, 1/4, … 8 times the unit.</summary>
    private const int Gaussians = 7;
    private const double Widest = 8;

    /// <summary>Columns for which distances and kernel values stay in the first-level cache.</summary>
    private const int BlockColumns = 1024;

    /// <summary>Rows between two looks at the cancellation.</summary>
    private const int BlockRows = 256;

    /// <summary>The sums of each row of k(a_i, b_j).</summary>
    /// <param name="a">[n, d].</param>
    /// <param name="b">[m, d].</param>
    public unsafe RowSum[] RowSums(Tensor a, Tensor b)
    {
        var sums = new RowSum[a.Shape.Rows];
        Tensor columns = Transpose(b);
        fixed (RowSum* target = sums)
        {
            for (int start = 0; start < sums.Length; start += BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = new Rows(a.Pointer + start * a.Shape.Columns, columns.Pointer, target + start, a.Shape.Columns, b.Shape.Rows, (float)(-1 / (Widest * unit)));
                team.Run(Math.Min(BlockRows, sums.Length - start), rows);
            }
        }

        GC.KeepAlive(a);
        GC.KeepAlive(columns);
        return sums;
    }

    // [m, d] → [d, m]: one dimension of many samples lies side by side, as the vector loops want it
    private static Tensor Transpose(Tensor sample)
    {
        int m = sample.Shape.Rows;
        int d = sample.Shape.Columns;
        var transposed = new Tensor(new Shape(d, m));
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k < d; k++)
            {
                transposed.Span[k * m + j] = sample.Span[j * d + k];
            }
        }

        return transposed;
    }

    /// <summary>One row a piece: a [rows, d], columns = bᵀ [d, m] → sums [rows].</summary>
    private readonly unsafe struct Rows(float* a, float* columns, RowSum* sums, int d, int m, float rate) : IParallelWork
    {
        public void Execute(int index)
        {
            Span<float> gaussian = stackalloc float[BlockColumns];
            Span<float> mixture = stackalloc float[BlockColumns];
            double sum = 0;
            double squared = 0;
            for (int start = 0; start < m; start += BlockColumns)
            {
                int count = Math.Min(BlockColumns, m - start);
                Mixture(a + index * d, start, gaussian[..count], mixture[..count]);
                sum += TensorPrimitives.Sum<float>(mixture[..count]);
                squared += TensorPrimitives.SumOfSquares<float>(mixture[..count]);
            }

            sums[index] = new RowSum(sum, squared);
        }

        private void Mixture(float* point, int start, Span<float> gaussian, Span<float> mixture)
        {
            // ‖a − b‖² from differences: the cheaper ‖a‖² + ‖b‖² − 2·a·b cancels for near neighbours.
            gaussian.Clear();
            for (int k = 0; k < d; k++)
            {
                var dimension = new ReadOnlySpan<float>(columns + (long)k * m + start, gaussian.Length);
                TensorPrimitives.Subtract(dimension, point[k], mixture);
                TensorPrimitives.MultiplyAdd(mixture, mixture, gaussian, gaussian);
            }

            // Each Gaussian is the square of the next wider one: one exponential serves all seven.
            TensorPrimitives.Multiply(gaussian, rate, gaussian);
            TensorPrimitives.Exp(gaussian, gaussian);
            gaussian.CopyTo(mixture);
            for (int i = 1; i < Gaussians; i++)
            {
                TensorPrimitives.Multiply(gaussian, gaussian, gaussian);
                TensorPrimitives.Add(mixture, gaussian, mixture);
            }

            TensorPrimitives.Multiply(mixture, 1f / Gaussians, mixture);
        }
    }
}
