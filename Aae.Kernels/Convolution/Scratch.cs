using Aae.Core.Memory;

namespace Aae.Kernels.Convolution;

/// <summary>Memory that a thread keeps from one call to the next.</summary>
internal static unsafe class Scratch
{
    /// <summary>The block's memory; a block that is missing or too small is replaced by one that is large enough.</summary>
    public static float* Require(ref AlignedBlock? block, int floats)
    {
        if (block is null || block.Length < floats)
        {
            block = new AlignedBlock(floats);
        }

        return block.Pointer;
    }
}
