using System.Runtime.CompilerServices;

namespace Aae.Kernels.Simd;

/// <summary>
/// Transcendental functions of a vector, over the full range of floats: NaN stays NaN, infinities and denormals are right.
/// The polynomials are minimax fits (Remez), whose own error is below 0.1 ulp.
/// </summary>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts. The first has 9 bits, so that its product with a whole number up to 2¹⁵ is exact even when
    // multiplication and addition are not fused.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // ln 2 as one float, which happens to be right to 29 bits.
    private const float Ln2 = 0.69314718f;

    /// <summary>eˣ, within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        // Beyond these bounds the result is 0 or infinity whatever x is.
        x = V.Max(V.Create(-104), V.Min(V.Create(89), x));
        var (n, p) = Reduce(x);
        return V.Scale(V.Create(1) + p, n);
    }

    /// <summary>1/(1 + e⁻ˣ), within 4 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var one = V.Create(1);
        var e = Exp(-V.Abs(x)); // at most 1, so that nothing overflows
        return V.IfLess(x, V.Create(0), e, one) / (one + e);
    }

    /// <summary>tanh x, within 4 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        // tanh|x| = m/(m + 2) with m = e^2|x| − 1 = 2ⁿ(1 + p) − 1 = 2ⁿp + (2ⁿ − 1), which keeps all digits when x is small,
        // as n is then 0. From |x| = 9.02 on the result is 1.
        var size = V.Min(V.Create(10), V.Abs(x));
        var (n, p) = Reduce(size + size);
        var power = V.PowerOfTwo(n);
        var m = V.MultiplyAdd(power, p, power - V.Create(1));
        return V.CopySign(m / (m + V.Create(2)), x);
    }

    /// <summary>log(1 + u) for u in [0, 1], within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1P<V>(V u)
        where V : unmanaged, ISimd<V>
    {
        // With s = u/(2 + u): log(1 + u) = 2 artanh s = 2s + s·r, r = 2(s²/3 + s⁴/5 + …). As 2s = u − s·u, that is
        // u − s(u − r), whose first term is exact.
        var minusS = u / (V.Create(-2) - u);
        var z = minusS * minusS;
        var minusR = V.MultiplyAdd(z, V.Create(-0.28012532f), V.Create(-0.28001705f));
        minusR = V.MultiplyAdd(z, minusR, V.Create(-0.40021533f));
        minusR = V.MultiplyAdd(z, minusR, V.Create(-0.66666418f));
        return V.MultiplyAdd(minusS, V.MultiplyAdd(z, minusR, u), u);
    }

    /// <summary>log x, within 2 ulp: −∞ of 0, NaN below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        // x = 2ⁿ(1 + f), f in [−¼, ½): log x = n·ln 2 + log(1 + f), and log(1 + f) = f + f²(−½ + f·p(f)). As f is exact and
        // n is 0 around x = 1, no digits are lost there.
        var (s, n) = V.Decompose(x);
        var f = s - V.Create(1);
        var p = V.MultiplyAdd(f, V.Create(-0.045074806f), V.Create(0.10463022f));
        p = V.MultiplyAdd(f, p, V.Create(-0.13161193f));
        p = V.MultiplyAdd(f, p, V.Create(0.14478394f));
        p = V.MultiplyAdd(f, p, V.Create(-0.16647312f));
        p = V.MultiplyAdd(f, p, V.Create(0.19990861f));
        p = V.MultiplyAdd(f, p, V.Create(-0.25000095f));
        p = V.MultiplyAdd(f, p, V.Create(0.33333451f));
        p = V.MultiplyAdd(f, p, V.Create(-0.5f));
        return V.MultiplyAdd(n, V.Create(Ln2), V.MultiplyAdd(f * f, p, f));
    }

    /// <summary>log x of one number: the same bits as a lane's.</summary>
    public static float Log(float x) => F32x4.First(Log(F32x4.Create(x)));

    /// <summary>log(1 + eˣ), within 4 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V>(V x)
        where V : unmanaged, ISimd<V> =>
        V.Max(V.Create(0), x) + Log1P(Exp(-V.Abs(x))); // nothing overflows, and both parts are at least 0

    /// <summary>x = n·ln 2 + r with n whole and |r| ≤ ½ ln 2; returns n and p = eʳ − 1, so that eˣ = 2ⁿ(1 + p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V P) Reduce<V>(V x)
        where V : unmanaged, ISimd<V>
    {
        var n = V.Round(x * V.Create(Log2E));
        var r = V.MultiplyAdd(n, V.Create(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Create(-Ln2Low), r);

        // p = r + r²·q(r)
        var q = V.MultiplyAdd(r, V.Create(0.0013814535f), V.Create(0.0083687454f));
        q = V.MultiplyAdd(r, q, V.Create(0.041668393f));
        q = V.MultiplyAdd(r, q, V.Create(0.16666521f));
        q = V.MultiplyAdd(r, q, V.Create(0.49999994f));
        return (n, V.MultiplyAdd(r * r, q, r));
    }
}
