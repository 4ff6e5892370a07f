using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

/// <summary>MATLAB files of Level 5, byte by byte.</summary>
internal static class MatBytes
{
    public const int HeaderLength = 128;

    /// <summary>A file of variables that were written in the same byte order.</summary>
    public static byte[] MatFile(bool bigEndian, params IEnumerable<byte[]> variables) => [.. Header(bigEndian), .. variables.SelectMany(variable => variable)];

    /// <summary>The 128 bytes before the variables.</summary>
    public static byte[] Header(bool bigEndian, ushort version = 0x0100) =>
    [
        .. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, of a test".PadRight(116)), .. new byte[8],
        .. bigEndian ? [(byte)(version >> 8), (byte)version] : (byte[])[(byte)version, (byte)(version >> 8)],
        .. bigEndian ? "MI"u8 : "IM"u8,
    ];

    /// <summary>A variable whose numbers are stored in one type, by default that of its class.</summary>
    public static byte[] Variable(bool bigEndian, string name, MatClass kind, int[] sizes, double[] numbers, MatType? storage = null, byte flags = 0)
    {
        MatType type = storage ?? Storage(kind);
        return Matrix(bigEndian, name, kind, sizes, Element(bigEndian, type, [.. numbers.SelectMany(number => Number(bigEndian, type, number))]), flags);
    }

    /// <summary>A variable with any content after its name.</summary>
    public static byte[] Matrix(bool bigEndian, string name, MatClass kind, int[] sizes, byte[] content, byte flags = 0) => Element(
        bigEndian,
        MatType.Matrix,
        [
            .. Element(bigEndian, MatType.UInt32, [.. Word(bigEndian, (uint)kind | (uint)flags << 8), .. new byte[4]]),
            .. Element(bigEndian, MatType.Int32, [.. sizes.SelectMany(size => Word(bigEndian, (uint)size))]),
            .. Element(bigEndian, MatType.Int8, Encoding.Latin1.GetBytes(name)),
            .. content,
        ]);

    /// <summary>A variable compressed, as "save -v7" writes it.</summary>
    public static byte[] Compress(bool bigEndian, byte[] variable)
    {
        byte[] zipped = Zip(variable);
        return [.. Word(bigEndian, (uint)MatType.Compressed), .. Word(bigEndian, (uint)zipped.Length), .. zipped];
    }

    /// <summary>A zlib stream.</summary>
    public static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var zlib = new ZLibStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>An element; one of one to four bytes is packed into its tag.</summary>
    public static byte[] Element(bool bigEndian, MatType type, byte[] content) => content.Length is > 0 and <= 4
        ? [.. Word(bigEndian, (uint)content.Length << 16 | (uint)type), .. content, .. new byte[4 - content.Length]]
        : [.. Word(bigEndian, (uint)type), .. Word(bigEndian, (uint)content.Length), .. content, .. new byte[-content.Length & 7]];

    /// <summary>Four bytes.</summary>
    public static byte[] Word(bool bigEndian, uint value)
    {
        byte[] bytes = new byte[4];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return bytes;
    }

    private static MatType Storage(MatClass kind) => kind switch
    {
        MatClass.Double => MatType.Double,
        MatClass.Single => MatType.Single,
        MatClass.Int64 => MatType.Int64,
        MatClass.UInt64 => MatType.UInt64,
        _ => (MatType)(kind - MatClass.Int8 + 1),
    };

    private static byte[] Number(bool bigEndian, MatType type, double number)
    {
        byte[] bytes = type switch
        {
            MatType.Int8 => [(byte)(sbyte)number],
            MatType.UInt8 => [(byte)number],
            MatType.Int16 => BitConverter.GetBytes((short)number),
            MatType.UInt16 => BitConverter.GetBytes((ushort)number),
            MatType.Int32 => BitConverter.GetBytes((int)number),
            MatType.UInt32 => BitConverter.GetBytes((uint)number),
            MatType.Single => BitConverter.GetBytes((float)number),
            MatType.Int64 => BitConverter.GetBytes((long)number),
            MatType.UInt64 => BitConverter.GetBytes((ulong)number),
            _ => BitConverter.GetBytes(number),
        };
        return bigEndian == BitConverter.IsLittleEndian ? [.. bytes.Reverse()] : bytes;
    }
}
