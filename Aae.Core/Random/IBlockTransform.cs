using System.Runtime.Intrinsics;

namespace Aae.Core.Random;

/// <summary>
/// Makes the four samples of a block from its four random words, in three forms that give the same bits.
/// </summary>
/// <remarks>
/// A vector form takes one block in each 64-bit lane: word w of the block in the low half of r_w's lane, and anything in the
/// high half. It returns the blocks' samples one after the other, where the lanes of a Vector512 hold the blocks
/// 0, 4, 1, 5, 2, 6, 3, 7 and those of a Vector256 the blocks 0, 2, 1, 3: in that order the processor's unpack
/// instructions, which work within 128 bits, leave everything in its place.
/// </remarks>
internal interface IBlockTransform
{
    /// <summary>The samples of one block.</summary>
    static abstract (float S0, float S1, float S2, float S3) Scalar(uint r0, uint r1, uint r2, uint r3);

    /// <summary>The 16 samples of four blocks.</summary>
    static abstract (Vector256<float> First, Vector256<float> Second) Wide256(
        Vector256<ulong> r0, Vector256<ulong> r1, Vector256<ulong> r2, Vector256<ulong> r3);

    /// <summary>The 32 samples of eight blocks.</summary>
    static abstract (Vector512<float> First, Vector512<float> Second) Wide512(
        Vector512<ulong> r0, Vector512<ulong> r1, Vector512<ulong> r2, Vector512<ulong> r3);
}
