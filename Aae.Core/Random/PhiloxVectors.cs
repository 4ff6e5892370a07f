using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Core.Random;

/// <summary>
/// <see cref="Philox"/> on vectors: each 64-bit lane computes one block. The multiplication instruction takes the low halves of
/// the lanes and fills both halves of the product, whose low half is the next round's word as it stands; what the high halves
/// of the words hold meanwhile never matters.
/// </summary>
internal static class PhiloxVectors
{
    /// <summary>One round on eight blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Round(
        ref Vector512<ulong> c0, ref Vector512<ulong> c1, ref Vector512<ulong> c2, ref Vector512<ulong> c3,
        Vector512<ulong> k0, Vector512<ulong> k1)
    {
        Vector512<ulong> product0 = Avx512F.Multiply(c0.AsUInt32(), Vector512.Create(Philox.Multiplier0));
        Vector512<ulong> product1 = Avx512F.Multiply(c2.AsUInt32(), Vector512.Create(Philox.Multiplier1));
        c0 = (product1 >>> 32) ^ c1 ^ k0;
        c1 = product1;
        c2 = (product0 >>> 32) ^ c3 ^ k1;
        c3 = product0;
    }

    /// <summary>One round on four blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Round(
        ref Vector256<ulong> c0, ref Vector256<ulong> c1, ref Vector256<ulong> c2, ref Vector256<ulong> c3,
        Vector256<ulong> k0, Vector256<ulong> k1)
    {
        Vector256<ulong> product0 = Avx2.Multiply(c0.AsUInt32(), Vector256.Create(Philox.Multiplier0));
        Vector256<ulong> product1 = Avx2.Multiply(c2.AsUInt32(), Vector256.Create(Philox.Multiplier1));
        c0 = (product1 >>> 32) ^ c1 ^ k0;
        c1 = product1;
        c2 = (product0 >>> 32) ^ c3 ^ k1;
        c3 = product0;
    }

    /// <summary>Puts the words of two vectors side by side: low halves from the first, high halves from the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Pair(Vector512<ulong> low, Vector512<ulong> high) =>
        ((low & Vector512.Create(0xFFFFFFFFul)) | (high << 32)).AsUInt32();

    /// <inheritdoc cref="Pair(Vector512{ulong}, Vector512{ulong})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Pair(Vector256<ulong> low, Vector256<ulong> high) =>
        Avx2.Blend(low.AsUInt32(), (high << 32).AsUInt32(), 0b10101010);
}
