using System.Buffers.Binary;

namespace Aae.Core.Formats;

/// <summary>The contents of an IDX file: an array of one element type, the last axis running fastest.</summary>
public sealed class IdxArray
{
    /// <summary>The greatest number of axes that is read or written.</summary>
    public const int MaxRank = 8;

    private readonly int[] _sizes;

    /// <summary>Creates an array over bytes, which it keeps without a copy.</summary>
    /// <param name="element">The type of the elements.</param>
    /// <param name="sizes">One to eight sizes, outermost first, none negative.</param>
    /// <param name="bytes">The elements, big-endian, as the file holds them.</param>
    /// <exception cref="AaeException">The sizes are out of range, or ask for another number of bytes.</exception>
    public IdxArray(IdxElement element, ReadOnlySpan<int> sizes, byte[] bytes)
    {
        if (sizes.Length is < 1 or > MaxRank)
        {
            throw new AaeException($"an IDX array has 1 to {MaxRank} axes, not {sizes.Length}");
        }

        long length = ByteLength(element, sizes);
        if (length != bytes.Length)
        {
            throw new AaeException($"an IDX array [{string.Join(", ", sizes.ToArray())}] of {element} has {length} bytes, not {bytes.Length}");
        }

        Element = element;
        _sizes = sizes.ToArray();
        Bytes = bytes;
    }

    /// <summary>The type of the elements.</summary>
    public IdxElement Element { get; }

    /// <summary>The sizes of the axes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>The number of elements.</summary>
    public int Count => Bytes.Length / SizeOf(Element);

    /// <summary>The elements as the file holds them, big-endian: for <see cref="IdxElement.UInt8"/> the values themselves.</summary>
    public byte[] Bytes { get; }

    /// <summary>The elements as float32; integers beyond 2²⁴ and float64 are rounded to the nearest.</summary>
    public float[] ToFloats()
    {
        var values = new float[Count];
        ReadOnlySpan<byte> bytes = Bytes;
        int size = SizeOf(Element);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = Element switch
            {
                IdxElement.UInt8 => element[0],
                IdxElement.Int8 => (sbyte)element[0],
                IdxElement.Int16 => BinaryPrimitives.ReadInt16BigEndian(element),
                IdxElement.Int32 => BinaryPrimitives.ReadInt32BigEndian(element),
                IdxElement.Float32 => BinaryPrimitives.ReadSingleBigEndian(element),
                _ => (float)BinaryPrimitives.ReadDoubleBigEndian(element),
            };
        }

        return values;
    }

    /// <summary>The bytes of one element.</summary>
    internal static int SizeOf(IdxElement element) => element switch
    {
        IdxElement.UInt8 or IdxElement.Int8 => 1,
        IdxElement.Int16 => 2,
        IdxElement.Int32 or IdxElement.Float32 => 4,
        IdxElement.Float64 => 8,
        _ => throw new AaeException($"an IDX element type is 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E, not 0x{(byte)element:X2}"),
    };

    /// <summary>The bytes of all elements; a number beyond every file if the product of the sizes is too large for a long.</summary>
    internal static long ByteLength(IdxElement element, ReadOnlySpan<int> sizes)
    {
        Int128 length = SizeOf(element);
        foreach (int size in sizes)
        {
            if (size < 0)
            {
                throw new AaeException($"an IDX array's sizes are 0 or more, not {size}");
            }

            length *= size; // at most 8 · 2³¹ · 2⁶³ before the cap below, well inside 128 bits
            length = Int128.Min(length, long.MaxValue);
        }

        return (long)length;
    }
}
