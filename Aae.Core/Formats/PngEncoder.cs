using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Aae.Core.Formats;

/// <summary>Makes PNG files, as small as the filters and zlib's best effort allow.</summary>
internal static class PngEncoder
{
    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">Height · width · channels bytes, row by row from the top.</param>
    /// <param name="width">Pixels in a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other, or the picture is larger than 256 MiB.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
        {
            throw new ArgumentException($"a picture has 1 or 3 channels, not {channels}", nameof(channels));
        }

        if (pixels.Length != (long)width * height * channels || pixels.Length > Png.MostBytes)
        {
            throw new ArgumentException(
                $"a picture of {width} × {height} pixels of {channels} channels is {(long)width * height * channels} bytes (at most {Png.MostBytes}), not {pixels.Length}",
                nameof(pixels));
        }

        // Which pays depends on the picture: flat figures shrink best unfiltered, soft ones by the filters.
        var plain = Compress(pixels, width * channels, channels, filtered: false);
        var filtered = Compress(pixels, width * channels, channels, filtered: true);
        var data = plain.Length <= filtered.Length ? plain : filtered;

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a channel
        header[9] = (byte)(channels == 1 ? 0 : 2); // colour type: grey, RGB
        header[10..].Clear(); // compression, filter method, no interlace

        using var file = new MemoryStream();
        file.Write(Png.Signature);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Writes one chunk: length, type, data, and the CRC-32 of type and data.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="type">Four letters.</param>
    /// <param name="data">The chunk's data.</param>
    public static void WriteChunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        Encoding.ASCII.GetBytes(type, word);
        stream.Write(word);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Compute(data, Crc32.Compute(word)));
        stream.Write(word);
    }

    private static MemoryStream Compress(ReadOnlySpan<byte> pixels, int rowBytes, int pixel, bool filtered)
    {
        var data = new MemoryStream();
        using var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true);
        ReadOnlySpan<byte> above = new byte[rowBytes];
        byte[] best = new byte[1 + rowBytes]; // the filter's number, then the differences
        byte[] trial = new byte[1 + rowBytes];
        for (; !pixels.IsEmpty; pixels = pixels[rowBytes..])
        {
            var row = pixels[..rowBytes];
            best[0] = PngFilter.None;
            row.CopyTo(best.AsSpan(1));
            long least = SumOfMagnitudes(best);
            for (int filter = PngFilter.Sub; filtered && filter < PngFilter.Count; filter++)
            {
                trial[0] = (byte)filter;
                PngFilter.Apply(filter, row, above, pixel, trial.AsSpan(1));
                long sum = SumOfMagnitudes(trial);
                if (sum < least)
                {
                    least = sum;
                    (best, trial) = (trial, best);
                }
            }

            zlib.Write(best);
            above = row;
        }

        return data;
    }

    // The specification's heuristic: the filter whose differences, taken as signed, are smallest in sum.
    private static long SumOfMagnitudes(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte difference in filtered[1..])
        {
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }
}
