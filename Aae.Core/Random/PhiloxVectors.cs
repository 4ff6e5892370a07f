using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Core.Random;

/// <summary>
/// <see cref="Philox"/> on vectors: each 64-bit lane computes one block. The multiplication instruction takes the low halves of
/// the lanes and fills both halves of the product, whose low half is the next round's word as it stands; what the high halves
/// of the words hold meanwhile never matters. What does not wait for a product is combined first, as each round waits for the
/// one before it.
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
        c0 = (product1 >>> 32) ^ (c1 ^ k0);
        c1 = product1;
        c2 = (product0 >>> 32) ^ (c3 ^ k1);
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
        c0 = (product1 >>> 32) ^ (c1 ^ k0);
        c1 = product1;
        c2 = (product0 >>> 32) ^ (c3 ^ k1);
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

    /// <summary>
    /// The first two rounds on eight blocks of one step. Their counters differ in word 0 alone, so half of the products are the
    /// same in all blocks and are computed here once.
    /// </summary>
    public readonly struct Opening512
    {
        private readonly Vector512<ulong> _first2;
        private readonly Vector512<ulong> _second0;
        private readonly Vector512<ulong> _second2;
        private readonly Vector512<ulong> _second3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Opening512(RandomStream stream, ulong step)
        {
            // Words 0 and 1 after the first round, then product 0 of the second.
            uint key0 = (uint)stream.Seed;
            uint key1 = (uint)(stream.Seed >> 32);
            ulong product1 = (ulong)Philox.Multiplier1 * (uint)(step >> 32);
            ulong word0 = (product1 >> 32) ^ (uint)step ^ key0;
            ulong product0 = Philox.Multiplier0 * word0;
            _first2 = Vector512.Create((ulong)(stream.Stream ^ key1));
            _second0 = Vector512.Create(product1 ^ (key0 + Philox.Weyl0));
            _second2 = Vector512.Create((product0 >> 32) ^ (key1 + Philox.Weyl1));
            _second3 = Vector512.Create(product0);
        }

        /// <summary>The words of the blocks with these numbers before the third round.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Rounds(
            Vector512<ulong> index, out Vector512<ulong> c0, out Vector512<ulong> c1, out Vector512<ulong> c2, out Vector512<ulong> c3)
        {
            Vector512<ulong> product0 = Avx512F.Multiply(index.AsUInt32(), Vector512.Create(Philox.Multiplier0));
            Vector512<ulong> product1 = Avx512F.Multiply(((product0 >>> 32) ^ _first2).AsUInt32(), Vector512.Create(Philox.Multiplier1));
            c0 = (product1 >>> 32) ^ _second0;
            c1 = product1;
            c2 = product0 ^ _second2;
            c3 = _second3;
        }
    }

    /// <summary>
    /// The first two rounds on four blocks of one step. Their counters differ in word 0 alone, so half of the products are the
    /// same in all blocks and are computed here once.
    /// </summary>
    public readonly struct Opening256
    {
        private readonly Vector256<ulong> _first2;
        private readonly Vector256<ulong> _second0;
        private readonly Vector256<ulong> _second2;
        private readonly Vector256<ulong> _second3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Opening256(RandomStream stream, ulong step)
        {
            // Words 0 and 1 after the first round, then product 0 of the second.
            uint key0 = (uint)stream.Seed;
            uint key1 = (uint)(stream.Seed >> 32);
            ulong product1 = (ulong)Philox.Multiplier1 * (uint)(step >> 32);
            ulong word0 = (product1 >> 32) ^ (uint)step ^ key0;
            ulong product0 = Philox.Multiplier0 * word0;
            _first2 = Vector256.Create((ulong)(stream.Stream ^ key1));
            _second0 = Vector256.Create(product1 ^ (key0 + Philox.Weyl0));
            _second2 = Vector256.Create((product0 >> 32) ^ (key1 + Philox.Weyl1));
            _second3 = Vector256.Create(product0);
        }

        /// <summary>The words of the blocks with these numbers before the third round.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Rounds(
            Vector256<ulong> index, out Vector256<ulong> c0, out Vector256<ulong> c1, out Vector256<ulong> c2, out Vector256<ulong> c3)
        {
            Vector256<ulong> product0 = Avx2.Multiply(index.AsUInt32(), Vector256.Create(Philox.Multiplier0));
            Vector256<ulong> product1 = Avx2.Multiply(((product0 >>> 32) ^ _first2).AsUInt32(), Vector256.Create(Philox.Multiplier1));
            c0 = (product1 >>> 32) ^ _second0;
            c1 = product1;
            c2 = product0 ^ _second2;
            c3 = _second3;
        }
    }
}
