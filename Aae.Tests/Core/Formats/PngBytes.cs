using System.Buffers.Binary;
using System.IO.Compression;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

/// <summary>PNG files put together by hand.</summary>
internal static class PngBytes
{
    /// <summary>The chunk IHDR.</summary>
    public static (string Type, byte[] Data) Header(int width, int height, int bits, int colourType, int compression = 0, int filter = 0, int interlace = 0)
    {
        byte[] data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        data[8] = (byte)bits;
        data[9] = (byte)colourType;
        data[10] = (byte)compression;
        data[11] = (byte)filter;
        data[12] = (byte)interlace;
        return ("IHDR", data);
    }

    /// <summary>Bytes as a zlib stream.</summary>
    public static byte[] Deflate(params byte[] data)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(data);
        }

        return compressed.ToArray();
    }

    /// <summary>The chunks given, with right checksums, between the signature and IEND.</summary>
    public static byte[] PngFile(params (string Type, byte[] Data)[] chunks)
    {
        var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        foreach (var (type, data) in chunks)
        {
            PngEncoder.WriteChunk(file, type, data);
        }

        PngEncoder.WriteChunk(file, "IEND", []);
        return file.ToArray();
    }
}
