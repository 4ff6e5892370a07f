using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>A kernel of the distance alone: k(a, b) = f(‖a − b‖²), of which ∂k/∂a = 2·f′(‖a − b‖²)·(a − b).</summary>
internal interface IRadialKernel
{
    /// <summary>f of squared distances.</summary>
    V Value<V>(V distance)
        where V : unmanaged, ISimd<V>;

    /// <summary>2·f′ of squared distances.</summary>
    V Slope<V>(V distance)
        where V : unmanaged, ISimd<V>;

    /// <summary>What f means.</summary>
    double Value(double distance);

    /// <summary>What 2·f′ means.</summary>
    double Slope(double distance);
}
