using System.Runtime.CompilerServices;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Distances;

/// <summary>
/// k(a, b) = Σ_c c·u/(c·u + ‖a − b‖²) for c = 1/10, 1/5, 1/2, 1, 2, 5, 10: the sum of inverse multiquadratic kernels of
/// WAE-MMD, u the unit of squared distance (Tolstikhin et al. 2018, section 4). k(a, a) = <see cref="Scales"/>.
/// </summary>
internal readonly struct InverseMultiquadratic : IRadialKernel
{
    /// <summary>k(a, a): the number of kernels in the sum.</summary>
    public const int Scales = 7;

    private readonly float _unit;

    /// <summary>Creates the kernel.</summary>
    /// <param name="unit">u, above 0.</param>
    public InverseMultiquadratic(float unit)
    {
        Require.That(unit > 0 && float.IsFinite(unit), "the unit of an inverse multiquadratic kernel", unit, "finite and above 0");
        _unit = unit;
    }

    private static ReadOnlySpan<float> Factors => [0.1f, 0.2f, 0.5f, 1, 2, 5, 10];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V distance)
        where V : unmanaged, ISimd<V>
    {
        var sum = V.Create(0);
        foreach (float factor in Factors)
        {
            var c = V.Create(factor * _unit);
            sum += c / (c + distance);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V>(V distance)
        where V : unmanaged, ISimd<V>
    {
        var slope = V.Create(0);
        foreach (float factor in Factors)
        {
            var c = V.Create(factor * _unit);
            var inverse = V.Create(1) / (c + distance);
            slope -= (c + c) * inverse * inverse;
        }

        return slope;
    }

    public double Value(double distance)
    {
        double sum = 0;
        foreach (float factor in Factors)
        {
            double c = (double)factor * _unit;
            sum += c / (c + distance);
        }

        return sum;
    }

    public double Slope(double distance)
    {
        double slope = 0;
        foreach (float factor in Factors)
        {
            double c = (double)factor * _unit;
            slope -= 2 * c / ((c + distance) * (c + distance));
        }

        return slope;
    }
}
