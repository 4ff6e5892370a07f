using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Core.Random;

/// <summary>
/// Samples of N(0, 1) by the transform of Box and Muller: words (r0, r1) give √(−2 ln u)·(cos 2πv, sin 2πv) with u of r0 and v of
/// r1, and (r2, r3) give two more. u is one of (k + ½)/2³¹, rounded to a float: never 0, so that the greatest sample is 6.66,
/// and no sample is infinite or not a number.
/// </summary>
/// <remarks>
/// Own polynomials (Chebyshev fits on the reduced ranges, relative error below 3·10⁻⁷) instead of a library's, which differ
/// from one processor to the next. The three forms below do the same operations in the same order, each exactly rounded, so they
/// give the same bits. G. E. P. Box, M. E. Muller: A note on the generation of random normal deviates (1958).
/// </remarks>
internal readonly struct GaussianTransform : IBlockTransform
{
    // u = 2^e · m with m in [2/3, 4/3) and 2³¹ taken off the exponent, read from the bits of (k + ½).
    private const int TwoThirds = 0x3F2AAAAB;
    private const int Offset = TwoThirds + (31 << 23);
    private const int MantissaMask = 0x007FFFFF;

    // −2 ln(2^e · m) = e·(−2 ln 2) + x·L(x), x = m − 1 in [−1/3, 1/3].
    private const float MinusTwoLn2 = -1.3862943611f;
    private const float L0 = -1.99999964f;
    private const float L1 = 0.999999702f;
    private const float L2 = -0.666758478f;
    private const float L3 = 0.50008291f;
    private const float L4 = -0.39593187f;
    private const float L5 = 0.329660356f;
    private const float L6 = -0.342036188f;
    private const float L7 = 0.300815284f;

    // A word is a turn / 2³². With the nearest quarter turn q taken off, t in [−π/4, π/4] is left:
    // sin t = t + t·w·S(w), cos t = 1 + w·C(w), w = t².
    private const uint EighthTurn = 0x20000000;
    private const uint QuarterMask = 0x3FFFFFFF;
    private const uint QuarterTurn = 0x40000000;
    private const uint SignBit = 0x80000000;
    private const float Radians = 1.46291808e-9f; // 2π / 2³²
    private const float S0 = -0.166666642f;
    private const float S1 = 0.00833274797f;
    private const float S2 = -0.000195878907f;
    private const float C0 = -0.499999821f;
    private const float C1 = 0.0416614115f;
    private const float C2 = -0.00136611669f;

    /// <inheritdoc/>
    public static (float S0, float S1, float S2, float S3) Scalar(uint r0, uint r1, uint r2, uint r3)
    {
        (float x0, float y0) = Scalar(r0, r1);
        (float x1, float y1) = Scalar(r2, r3);
        return (x0, y0, x1, y1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Wide256(
        Vector256<ulong> r0, Vector256<ulong> r1, Vector256<ulong> r2, Vector256<ulong> r3)
    {
        Vector256<float> k = Vector256.ConvertToSingle((PhiloxVectors.Pair(r0, r2) >>> 1).AsInt32()) + Vector256.Create(0.5f);
        Vector256<int> bits = k.AsInt32() - Vector256.Create(Offset);
        Vector256<float> e = Vector256.ConvertToSingle(bits >> 23);
        Vector256<float> x = ((bits & Vector256.Create(MantissaMask)) + Vector256.Create(TwoThirds)).AsSingle() - Vector256.Create(1f);
        Vector256<float> l = Vector256.FusedMultiplyAdd(x, Vector256.Create(L7), Vector256.Create(L6));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L5));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L4));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L3));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L2));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L1));
        l = Vector256.FusedMultiplyAdd(l, x, Vector256.Create(L0));
        Vector256<float> radius = Vector256.Sqrt(Vector256.FusedMultiplyAdd(e, Vector256.Create(MinusTwoLn2), l * x));

        Vector256<uint> turn = PhiloxVectors.Pair(r1, r3) + Vector256.Create(EighthTurn);
        Vector256<int> rest = ((turn & Vector256.Create(QuarterMask)) - Vector256.Create(EighthTurn)).AsInt32();
        Vector256<float> t = Vector256.ConvertToSingle(rest) * Vector256.Create(Radians);
        Vector256<float> w = t * t;
        Vector256<float> s = Vector256.FusedMultiplyAdd(w, Vector256.Create(S2), Vector256.Create(S1));
        s = Vector256.FusedMultiplyAdd(s, w, Vector256.Create(S0));
        s = Vector256.FusedMultiplyAdd(s * w, t, t);
        Vector256<float> c = Vector256.FusedMultiplyAdd(w, Vector256.Create(C2), Vector256.Create(C1));
        c = Vector256.FusedMultiplyAdd(c, w, Vector256.Create(C0));
        c = Vector256.FusedMultiplyAdd(c, w, Vector256.Create(1f));
        Vector256<float> odd = (turn << 1).AsSingle(); // in the sign
        var sign = Vector256.Create(SignBit);
        Vector256<uint> cos = Avx.BlendVariable(c, s, odd).AsUInt32() ^ ((turn + Vector256.Create(QuarterTurn)) & sign);
        Vector256<uint> sin = Avx.BlendVariable(s, c, odd).AsUInt32() ^ (turn & sign);
        Vector256<float> first = radius * cos.AsSingle();
        Vector256<float> second = radius * sin.AsSingle();
        return (Avx.UnpackLow(first, second), Avx.UnpackHigh(first, second));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) Wide512(
        Vector512<ulong> r0, Vector512<ulong> r1, Vector512<ulong> r2, Vector512<ulong> r3)
    {
        Vector512<float> k = Vector512.ConvertToSingle((PhiloxVectors.Pair(r0, r2) >>> 1).AsInt32()) + Vector512.Create(0.5f);
        Vector512<int> bits = k.AsInt32() - Vector512.Create(Offset);
        Vector512<float> e = Vector512.ConvertToSingle(bits >> 23);
        Vector512<float> x = ((bits & Vector512.Create(MantissaMask)) + Vector512.Create(TwoThirds)).AsSingle() - Vector512.Create(1f);
        Vector512<float> l = Vector512.FusedMultiplyAdd(x, Vector512.Create(L7), Vector512.Create(L6));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L5));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L4));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L3));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L2));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L1));
        l = Vector512.FusedMultiplyAdd(l, x, Vector512.Create(L0));
        Vector512<float> radius = Vector512.Sqrt(Vector512.FusedMultiplyAdd(e, Vector512.Create(MinusTwoLn2), l * x));

        Vector512<uint> turn = PhiloxVectors.Pair(r1, r3) + Vector512.Create(EighthTurn);
        Vector512<int> rest = ((turn & Vector512.Create(QuarterMask)) - Vector512.Create(EighthTurn)).AsInt32();
        Vector512<float> t = Vector512.ConvertToSingle(rest) * Vector512.Create(Radians);
        Vector512<float> w = t * t;
        Vector512<float> s = Vector512.FusedMultiplyAdd(w, Vector512.Create(S2), Vector512.Create(S1));
        s = Vector512.FusedMultiplyAdd(s, w, Vector512.Create(S0));
        s = Vector512.FusedMultiplyAdd(s * w, t, t);
        Vector512<float> c = Vector512.FusedMultiplyAdd(w, Vector512.Create(C2), Vector512.Create(C1));
        c = Vector512.FusedMultiplyAdd(c, w, Vector512.Create(C0));
        c = Vector512.FusedMultiplyAdd(c, w, Vector512.Create(1f));
        Vector512<float> odd = ((turn << 1).AsInt32() >> 31).AsSingle();
        var sign = Vector512.Create(SignBit);
        Vector512<uint> cos = Vector512.ConditionalSelect(odd, s, c).AsUInt32() ^ ((turn + Vector512.Create(QuarterTurn)) & sign);
        Vector512<uint> sin = Vector512.ConditionalSelect(odd, c, s).AsUInt32() ^ (turn & sign);
        Vector512<float> first = radius * cos.AsSingle();
        Vector512<float> second = radius * sin.AsSingle();
        return (Avx512F.UnpackLow(first, second), Avx512F.UnpackHigh(first, second));
    }

    private static (float X, float Y) Scalar(uint radiusWord, uint angleWord)
    {
        float k = (float)(int)(radiusWord >> 1) + 0.5f;
        int bits = BitConverter.SingleToInt32Bits(k) - Offset;
        float e = bits >> 23;
        float x = BitConverter.Int32BitsToSingle((bits & MantissaMask) + TwoThirds) - 1f;
        float l = MathF.FusedMultiplyAdd(x, L7, L6);
        l = MathF.FusedMultiplyAdd(l, x, L5);
        l = MathF.FusedMultiplyAdd(l, x, L4);
        l = MathF.FusedMultiplyAdd(l, x, L3);
        l = MathF.FusedMultiplyAdd(l, x, L2);
        l = MathF.FusedMultiplyAdd(l, x, L1);
        l = MathF.FusedMultiplyAdd(l, x, L0);
        float radius = MathF.Sqrt(MathF.FusedMultiplyAdd(e, MinusTwoLn2, l * x));

        uint turn = angleWord + EighthTurn;
        float t = (float)(int)((turn & QuarterMask) - EighthTurn) * Radians;
        float w = t * t;
        float s = MathF.FusedMultiplyAdd(w, S2, S1);
        s = MathF.FusedMultiplyAdd(s, w, S0);
        s = MathF.FusedMultiplyAdd(s * w, t, t);
        float c = MathF.FusedMultiplyAdd(w, C2, C1);
        c = MathF.FusedMultiplyAdd(c, w, C0);
        c = MathF.FusedMultiplyAdd(c, w, 1f);
        bool odd = (turn & QuarterTurn) != 0; // cos(t + π/2) = −sin t, sin(t + π/2) = cos t
        uint cos = BitConverter.SingleToUInt32Bits(odd ? s : c) ^ ((turn + QuarterTurn) & SignBit);
        uint sin = BitConverter.SingleToUInt32Bits(odd ? c : s) ^ (turn & SignBit);
        return (radius * BitConverter.UInt32BitsToSingle(cos), radius * BitConverter.UInt32BitsToSingle(sin));
    }
}
