using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>k(a, b) = Σ_σ exp(−‖a − b‖²/2σ²): a sum of Gaussian kernels. k(a, a) is their number.</summary>
/// <param name="rates">1/2σ² of each.</param>
/// <param name="count">Their number.</param>
internal readonly unsafe struct GaussianKernels(float* rates, int count) : IRadialKernel
{
    /// <summary>1/2σ².</summary>
    /// <param name="deviation">σ, above 0.</param>
    public static float RateOf(float deviation)
    {
        Require.That(deviation >= 1e-15f && deviation <= 1e15f, "the deviation of a Gaussian kernel", deviation, "1e-15 to 1e15");
        return (float)(1 / (2 * (double)deviation * deviation));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V distance)
        where V : unmanaged, ISimd<V>
    {
        var sum = V.Create(0);
        for (int i = 0; i < count; i++)
        {
            sum += VectorMath.Exp(V.Create(-rates[i]) * distance);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V distance)
        where V : unmanaged, ISimd<V>
    {
        var slope = V.Create(0);
        for (int i = 0; i < count; i++)
        {
            slope = V.MultiplyAdd(V.Create(-2 * rates[i]), VectorMath.Exp(V.Create(-rates[i]) * distance), slope);
        }

        return slope;
    }

    public double Value(double distance)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += Math.Exp(-rates[i] * distance);
        }

        return sum;
    }

    public double Slope(double distance)
    {
        double slope = 0;
        for (int i = 0; i < count; i++)
        {
            slope -= 2 * rates[i] * Math.Exp(-rates[i] * distance);
        }

        return slope;
    }
}
