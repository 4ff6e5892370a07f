using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aae.Core.Random;

/// <summary>
/// Fills memory with the samples that <typeparamref name="TTransform"/> makes from consecutive blocks of one step's sequence.
/// Always whole groups of blocks are computed, at the ends into a buffer from which the part asked for is copied; so a sample
/// depends on its own index alone, not on where a fill begins or ends, nor on the processor.
/// </summary>
internal static unsafe class BlockFill<TTransform>
    where TTransform : struct, IBlockTransform
{
    /// <summary>Samples computed at once by every form.</summary>
    private const int Group = 64;

    private const int BlocksPerGroup = Group / 4;

    /// <summary>Fills with the widest form that this processor has.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="destination">The memory to fill.</param>
    /// <param name="step">The step of the stream.</param>
    /// <param name="offset">The index of the first sample.</param>
    public static void Fill(RandomStream stream, Span<float> destination, ulong step, long offset)
    {
        int width = Avx512F.IsSupported ? 512 : Avx2.IsSupported && Fma.IsSupported ? 256 : 0;
        Fill(stream, destination, step, offset, width);
    }

    /// <summary>Fills with the form of a vector width: 512, 256 or 0 bits (scalar).</summary>
    public static void Fill(RandomStream stream, Span<float> destination, ulong step, long offset, int width)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        float* buffer = stackalloc float[Group];
        uint block = (uint)(offset / 4);
        int skip = (int)(offset % 4);
        fixed (float* start = destination)
        {
            float* to = start;
            float* end = start + destination.Length;
            while (to < end)
            {
                if (skip == 0 && end - to >= Group)
                {
                    int groups = (int)Math.Min((end - to) / Group, int.MaxValue);
                    Groups(stream, step, block, to, groups, width);
                    to += (long)groups * Group;
                    block += (uint)groups * BlocksPerGroup;
                }
                else
                {
                    Groups(stream, step, block, buffer, 1, width);
                    int count = (int)Math.Min(Group - skip, end - to);
                    new ReadOnlySpan<float>(buffer + skip, count).CopyTo(new Span<float>(to, count));
                    to += count;
                    block += BlocksPerGroup;
                    skip = 0;
                }
            }
        }
    }

    private static void Groups(RandomStream stream, ulong step, uint block, float* to, int groups, int width)
    {
        switch (width)
        {
            case 512:
                Groups512(stream, step, block, to, groups);
                break;
            case 256:
                Groups256(stream, step, block, to, groups);
                break;
            default:
                Debug.Assert(width == 0);
                for (int i = 0; i < groups * BlocksPerGroup; i++)
                {
                    (uint r0, uint r1, uint r2, uint r3) = stream.Block(step, block + (uint)i);
                    (to[4 * i], to[4 * i + 1], to[4 * i + 2], to[4 * i + 3]) = TTransform.Scalar(r0, r1, r2, r3);
                }

                break;
        }
    }

    /// <summary>Two vectors of eight blocks at once: their rounds do not wait for one another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Groups512(RandomStream stream, ulong step, uint block, float* to, int groups)
    {
        // The high halves may carry over: nobody reads them.
        Vector512<ulong> index = Vector512.Create(0ul, 4, 1, 5, 2, 6, 3, 7) + Vector512.Create((ulong)block);
        var opening = new PhiloxVectors.Opening512(stream, step);
        for (int i = 0; i < groups; i++)
        {
            opening.Rounds(index, out Vector512<ulong> a0, out Vector512<ulong> a1, out Vector512<ulong> a2, out Vector512<ulong> a3);
            opening.Rounds(
                index + Vector512.Create(8ul), out Vector512<ulong> b0, out Vector512<ulong> b1, out Vector512<ulong> b2, out Vector512<ulong> b3);
            var k0 = Vector512.Create((ulong)((uint)stream.Seed + Philox.Weyl0 + Philox.Weyl0));
            var k1 = Vector512.Create((ulong)((uint)(stream.Seed >> 32) + Philox.Weyl1 + Philox.Weyl1));
            for (int round = 2; round < Philox.Rounds; round++)
            {
                PhiloxVectors.Round(ref a0, ref a1, ref a2, ref a3, k0, k1);
                PhiloxVectors.Round(ref b0, ref b1, ref b2, ref b3, k0, k1);
                k0 += Vector512.Create((ulong)Philox.Weyl0);
                k1 += Vector512.Create((ulong)Philox.Weyl1);
            }

            (Vector512<float> first, Vector512<float> second) = TTransform.Wide512(a0, a1, a2, a3);
            (Vector512<float> third, Vector512<float> fourth) = TTransform.Wide512(b0, b1, b2, b3);
            first.Store(to);
            second.Store(to + 16);
            third.Store(to + 32);
            fourth.Store(to + 48);
            to += Group;
            index += Vector512.Create((ulong)BlocksPerGroup);
        }
    }

    /// <summary>Two vectors of four blocks at once, two times.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Groups256(RandomStream stream, ulong step, uint block, float* to, int groups)
    {
        Vector256<ulong> index = Vector256.Create(0ul, 2, 1, 3) + Vector256.Create((ulong)block);
        var opening = new PhiloxVectors.Opening256(stream, step);
        for (int i = 0; i < 2 * groups; i++)
        {
            opening.Rounds(index, out Vector256<ulong> a0, out Vector256<ulong> a1, out Vector256<ulong> a2, out Vector256<ulong> a3);
            opening.Rounds(
                index + Vector256.Create(4ul), out Vector256<ulong> b0, out Vector256<ulong> b1, out Vector256<ulong> b2, out Vector256<ulong> b3);
            var k0 = Vector256.Create((ulong)((uint)stream.Seed + Philox.Weyl0 + Philox.Weyl0));
            var k1 = Vector256.Create((ulong)((uint)(stream.Seed >> 32) + Philox.Weyl1 + Philox.Weyl1));
            for (int round = 2; round < Philox.Rounds; round++)
            {
                PhiloxVectors.Round(ref a0, ref a1, ref a2, ref a3, k0, k1);
                PhiloxVectors.Round(ref b0, ref b1, ref b2, ref b3, k0, k1);
                k0 += Vector256.Create((ulong)Philox.Weyl0);
                k1 += Vector256.Create((ulong)Philox.Weyl1);
            }

            // One after the other in a loop: together they would need more registers than there are.
            for (int half = 0; half < 2; half++)
            {
                (Vector256<float> first, Vector256<float> second) = TTransform.Wide256(a0, a1, a2, a3);
                first.Store(to);
                second.Store(to + 8);
                to += Group / 4;
                (a0, a1, a2, a3) = (b0, b1, b2, b3);
            }

            index += Vector256.Create((ulong)BlocksPerGroup / 2);
        }
    }
}
