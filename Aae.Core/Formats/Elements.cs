using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Aae.Core.Formats;

/// <summary>How a file stores one number.</summary>
internal enum ElementType
{
    Float16,
    BFloat16,
    Float32,
    Float64,
    UInt8,
    Boolean,
    Int32,
    Int64,
}

/// <summary>Moves numbers between files and float32 spans: float32 without a copy, all others through a small buffer.</summary>
internal static class Elements
{
    private const int ChunkElements = 1 << 16;

    /// <summary>Bytes of one element.</summary>
    /// <param name="type">How it is stored.</param>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Boolean => 1,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        _ => 8,
    };

    /// <summary>
    /// Reads elements as float32. Float32 keeps its bits; the others are rounded to nearest, so that a float64 beyond
    /// float32's range becomes an infinity; a Boolean is 0 or 1.
    /// </summary>
    /// <param name="file">Where to read.</param>
    /// <param name="type">How the file stores them.</param>
    /// <param name="bigEndian">Whether the file has the most significant byte first.</param>
    /// <param name="destination">As many elements as are wanted.</param>
    public static void Read(InputFile file, ElementType type, bool bigEndian, Span<float> destination)
    {
        int size = SizeOf(type);
        byte[] buffer = type == ElementType.Float32 ? [] : new byte[Math.Min(destination.Length, ChunkElements) * size];
        while (!destination.IsEmpty)
        {
            var chunk = destination[..Math.Min(destination.Length, ChunkElements)];
            var bytes = type == ElementType.Float32 ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * size);
            file.Read(bytes, "the data");
            if (bigEndian == BitConverter.IsLittleEndian)
            {
                Reverse(bytes, size);
            }

            Convert(bytes, type, chunk);
            destination = destination[chunk.Length..];
        }
    }

    /// <summary>Writes float32 elements, least significant byte first, straight from the span.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="source">The elements.</param>
    public static void Write(Stream stream, ReadOnlySpan<float> source)
    {
        uint[] reversed = BitConverter.IsLittleEndian ? [] : new uint[Math.Min(source.Length, ChunkElements)];
        while (!source.IsEmpty)
        {
            // In pieces, because a large tensor has more bytes than one span can count.
            var chunk = source[..Math.Min(source.Length, ChunkElements)];
            var bytes = MemoryMarshal.AsBytes(chunk);
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, uint>(chunk), reversed);
                bytes = MemoryMarshal.AsBytes(reversed.AsSpan(0, chunk.Length));
            }

            stream.Write(bytes);
            source = source[chunk.Length..];
        }
    }

    private static void Convert(Span<byte> bytes, ElementType type, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float16: Round<Half>(bytes, destination); break;
            case ElementType.Float64: Round<double>(bytes, destination); break;
            case ElementType.UInt8: Round<byte>(bytes, destination); break;
            case ElementType.Int32: Round<int>(bytes, destination); break;
            case ElementType.Int64: Round<long>(bytes, destination); break;
            case ElementType.BFloat16:
                // bfloat16 is the upper half of a float32.
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < halves.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                }

                break;
            case ElementType.Boolean:
                for (int i = 0; i < bytes.Length; i++)
                {
                    destination[i] = bytes[i] == 0 ? 0f : 1f;
                }

                break;
            default:
                break; // float32 was read in place
        }
    }

    // "Truncating" speaks of integers; to float32 every number is rounded to nearest.
    private static void Round<T>(Span<byte> bytes, Span<float> destination)
        where T : unmanaged, INumberBase<T> =>
        TensorPrimitives.ConvertTruncating<T, float>(MemoryMarshal.Cast<byte, T>(bytes), destination);

    /// <summary>Turns the bytes of each element around.</summary>
    /// <param name="bytes">Elements.</param>
    /// <param name="size">Bytes of one: 1, 2, 4 or 8.</param>
    public static void Reverse(Span<byte> bytes, int size)
    {
        if (size == 2)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 4)
        {
            var words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 8)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
