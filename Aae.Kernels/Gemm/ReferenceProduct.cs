using Aae.Core.Threading;
using Aae.Kernels.Elementwise;

namespace Aae.Kernels.Gemm;

/// <summary>
/// What the matrix product means: a sum in float32 that starts from the bias (or from C), takes the products in the order of
/// the depth, each added with one rounding, and goes through f. Also the form for CPUs without vectors.
/// </summary>
internal unsafe struct ReferenceProduct : IParallelWork
{
    public MatrixView A;
    public MatrixView B;
    public MatrixView C;
    public float* Bias;
    public Activation Activation;
    public bool Accumulate;

    /// <summary>Computes one row of C.</summary>
    public readonly void Execute(int index)
    {
        for (int j = 0; j < C.Columns; j++)
        {
            float* target = C.Data + (nint)index * C.RowStride + j;
            float sum = Accumulate ? *target : Bias != null ? Bias[j] : 0;
            for (int p = 0; p < A.Columns; p++)
            {
                float a = A.Data[(nint)index * A.RowStride + (nint)p * A.ColumnStride];
                float b = B.Data[(nint)p * B.RowStride + (nint)j * B.ColumnStride];
                sum = MathF.FusedMultiplyAdd(a, b, sum);
            }

            *target = Apply(Activation, sum);
        }
    }

    /// <summary>f of one number; a NaN stays one.</summary>
    public static float Apply(Activation activation, float x) => activation.Kind switch
    {
        ActivationKind.Relu => x < 0 ? 0 : x,
        ActivationKind.LeakyRelu => x > 0 ? x : x * activation.Slope,
        ActivationKind.Sigmoid => 1 / (1 + MathF.Exp(-x)),
        ActivationKind.Tanh => MathF.Tanh(x),
        _ => x,
    };
}
