namespace Aae.Core.Memory;

/// <summary>Memory that a thread keeps from one call to the next, and how matrices lie in it.</summary>
internal static unsafe class Scratch
{
    /// <summary>The block's memory; a block that is missing or too small is replaced by one that is large enough.</summary>
    /// <exception cref="AaeException">No block is as large as that.</exception>
    public static float* Require(ref AlignedBlock? block, long floats)
    {
        if (block is null || block.Length < floats)
        {
            block = floats <= Array.MaxLength - AlignedBlock.FloatsPerLine
                ? new AlignedBlock((int)floats)
                : throw new AaeException(
                    $"a computation needs {floats} floats of scratch, more than the {Array.MaxLength - AlignedBlock.FloatsPerLine} "
                    + "of the largest block: give it less at a time");
        }

        return block.Pointer;
    }

    /// <summary>
    /// Floats from one row to the next: an odd number of cache lines, as a product reads a dozen rows side by side, and rows a
    /// power of two apart would drive each other out of the cache.
    /// </summary>
    public static int Stride(int columns) =>
        ((columns + AlignedBlock.FloatsPerLine - 1) / AlignedBlock.FloatsPerLine | 1) * AlignedBlock.FloatsPerLine;
}
