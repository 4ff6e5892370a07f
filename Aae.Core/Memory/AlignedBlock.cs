using System.Runtime.CompilerServices;

namespace Aae.Core.Memory;

/// <summary>
/// A run of floats that starts on a 64-byte boundary (one cache line, one AVX-512 vector) and never moves.
/// </summary>
/// <remarks>
/// The garbage collector aligns arrays to 8 bytes only, and unaligned 512-bit loads cost 15–30 %. So the block is an array
/// on the pinned object heap with the first aligned element as its start. Unlike native memory it needs no Dispose and no
/// finalizer, and a span over it keeps it alive.
/// </remarks>
internal sealed unsafe class AlignedBlock
{
    /// <summary>Bytes to which a block is aligned.</summary>
    public const int Alignment = 64;

    /// <summary>Floats in one aligned unit.</summary>
    public const int FloatsPerLine = Alignment / sizeof(float);

    /// <summary>The most floats in a block.</summary>
    public static readonly int MostFloats = Array.MaxLength - FloatsPerLine;

    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Allocates a block whose content is zero.</summary>
    /// <param name="length">Floats, 0 or more.</param>
    public AlignedBlock(int length)
    {
        CheckLength(length);
        _array = GC.AllocateArray<float>(length + FloatsPerLine - 1, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _array[0]);
        _offset = (int)((Alignment - start % Alignment) % Alignment / sizeof(float));
        Length = length;
    }

    /// <summary>Refuses more floats than a block can have.</summary>
    /// <param name="length">Floats.</param>
    public static void CheckLength(int length)
    {
        if (length > MostFloats)
        {
            throw new AaeException($"a tensor holds at most {MostFloats} elements, not {length}");
        }
    }

    /// <summary>Floats in the block.</summary>
    public int Length { get; }

    /// <summary>The block's first element; valid as long as the block is reachable.</summary>
    public float* Pointer => (float*)Unsafe.AsPointer(ref _array[_offset]);

    /// <summary>The whole block.</summary>
    public Span<float> Span => _array.AsSpan(_offset, Length);
}
