using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Core.Random;

/// <summary>Uniform samples on [0, 1): the word's 24 high bits times 2⁻²⁴, which a float holds exactly.</summary>
internal readonly struct UniformTransform : IBlockTransform
{
    private const float Unit = 1f / (1 << 24);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float S0, float S1, float S2, float S3) Scalar(uint r0, uint r1, uint r2, uint r3) =>
        ((r0 >> 8) * Unit, (r1 >> 8) * Unit, (r2 >> 8) * Unit, (r3 >> 8) * Unit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Wide256(
        Vector256<ulong> r0, Vector256<ulong> r1, Vector256<ulong> r2, Vector256<ulong> r3)
    {
        Vector256<uint> r01 = PhiloxVectors.Pair(r0, r1);
        Vector256<uint> r23 = PhiloxVectors.Pair(r2, r3);
        Vector256<uint> first = Avx2.UnpackLow(r01.AsUInt64(), r23.AsUInt64()).AsUInt32();
        Vector256<uint> second = Avx2.UnpackHigh(r01.AsUInt64(), r23.AsUInt64()).AsUInt32();
        return (Vector256.ConvertToSingle((first >>> 8).AsInt32()) * Unit, Vector256.ConvertToSingle((second >>> 8).AsInt32()) * Unit);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) Wide512(
        Vector512<ulong> r0, Vector512<ulong> r1, Vector512<ulong> r2, Vector512<ulong> r3)
    {
        Vector512<uint> r01 = PhiloxVectors.Pair(r0, r1);
        Vector512<uint> r23 = PhiloxVectors.Pair(r2, r3);
        Vector512<uint> first = Avx512F.UnpackLow(r01.AsUInt64(), r23.AsUInt64()).AsUInt32();
        Vector512<uint> second = Avx512F.UnpackHigh(r01.AsUInt64(), r23.AsUInt64()).AsUInt32();
        return (Vector512.ConvertToSingle((first >>> 8).AsInt32()) * Unit, Vector512.ConvertToSingle((second >>> 8).AsInt32()) * Unit);
    }
}
