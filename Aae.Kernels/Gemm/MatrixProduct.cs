using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;

namespace Aae.Kernels.Gemm;

/// <summary>The matrix product C = f(A·B + bias) of float32 matrices.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>C [m, n] = f(A [m, k] · B [k, n] + bias), or C += A·B.</summary>
    /// <param name="a">A, with any strides.</param>
    /// <param name="b">B, with any strides.</param>
    /// <param name="c">C, row-major (column stride 1). It must not overlap A, B or the bias.</param>
    /// <param name="team">The threads to use; the result has the same bits for any number of them.</param>
    /// <param name="bias">n values that are added to each row, or null.</param>
    /// <param name="activation">f; not together with <paramref name="accumulate"/>.</param>
    /// <param name="accumulate">Add to C rather than write it.</param>
    /// <exception cref="AaeException">The shapes do not fit each other.</exception>
    public static void Multiply(
        in MatrixView a, in MatrixView b, in MatrixView c, WorkerTeam team, float* bias = null, Activation activation = default, bool accumulate = false)
    {
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new AaeException(
                $"a product of [{a.Rows}, {a.Columns}] and [{b.Rows}, {b.Columns}] cannot be written to [{c.Rows}, {c.Columns}]");
        }

        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                float* target = c.Data + ((nint)i * c.RowStride) + j;
                float sum = accumulate ? *target : bias != null ? bias[j] : 0;
                for (int t = 0; t < a.Columns; t++)
                {
                    sum = MathF.FusedMultiplyAdd(
                        a.Data[((nint)i * a.RowStride) + ((nint)t * a.ColumnStride)], b.Data[((nint)t * b.RowStride) + ((nint)j * b.ColumnStride)], sum);
                }

                *target = activation.Kind switch
                {
                    ActivationKind.Relu => sum <= 0 ? 0 : sum,
                    ActivationKind.LeakyRelu => sum > 0 ? sum : activation.Slope * sum,
                    ActivationKind.Sigmoid => 1 / (1 + MathF.Exp(-sum)),
                    ActivationKind.Tanh => MathF.Tanh(sum),
                    _ => sum,
                };
            }
        }
    }
}
