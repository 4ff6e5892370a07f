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
    public Epilogue Epilogue;

    /// <summary>Computes one row of C.</summary>
    public readonly void Execute(int index)
    {
        for (int j = 0; j < C.Columns; j++)
        {
            float* target = C.At(index, j);
            float sum = Epilogue.Accumulate ? *target : Epilogue.Bias != null ? Epilogue.Bias[j] : 0;
            for (int p = 0; p < A.Columns; p++)
            {
                sum = MathF.FusedMultiplyAdd(Epilogue.Scale * *A.At(index, p), *B.At(p, j), sum);
            }

            *target = Epilogue.IsGradient ? Gradient(Epilogue.Activation, *Epilogue.Outputs.At(index, j), sum) : Apply(Epilogue.Activation, sum);
        }
    }

    /// <summary>∂y·f′ of one number, given y.</summary>
    public static float Gradient(Activation activation, float y, float dy) => activation.Kind switch
    {
        ActivationKind.Relu => y <= 0 ? 0 : dy,
        ActivationKind.LeakyRelu => y > 0 ? dy : dy * activation.Slope,
        ActivationKind.Sigmoid => dy * (y * (1 - y)),
        ActivationKind.Tanh => dy * (1 - y * y),
        _ => dy,
    };

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
