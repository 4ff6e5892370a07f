using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Aae.Core.Formats;

/// <summary>Reads one PNG file: chunk by chunk, each against its CRC-32, then the picture row by row.</summary>
/// <param name="file">The file, at its first byte.</param>
internal sealed class PngDecoder(InputFile file)
{
    // A deflate code of two bits stands for 258 bytes at most, so compressed data cannot grow more than this.
    private const long MostGrowth = 258 * 8 / 2;

    // Twice the pixels that are read at most: no picture's compressed data, all chunks together, need more.
    private const long MostData = 2 * Png.MostBytes;

    private const int FirstRows = 1 << 16;

    private readonly MemoryStream _data = new();
    private PngHeader? _header;
    private byte[]? _palette;
    private bool _dataEnded;

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidFileException">The file is truncated, corrupt or of a kind that is not read.</exception>
    public PngImage Decode()
    {
        Span<byte> signature = stackalloc byte[8];
        file.Read(signature, "the PNG signature");
        if (!signature.SequenceEqual(Png.Signature))
        {
            throw file.Invalid("is not a PNG file: it does not start with the PNG signature", 0);
        }

        while (ReadChunk())
        {
        }

        if (_header is not { } header || _data.Length == 0)
        {
            throw file.Invalid("has no image data (IDAT)", file.Position);
        }

        if (header.ColourType == PngHeader.Indexed && _palette is null)
        {
            throw file.Invalid("has palette colours but no palette (PLTE)", file.Position);
        }

        return Inflate(header);
    }

    // Whether more chunks may follow.
    private bool ReadChunk()
    {
        long at = file.Position;
        Span<byte> start = stackalloc byte[8];
        file.Read(start, "a chunk's length and type");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(start);
        string type = Encoding.Latin1.GetString(start[4..]);
        if (!type.All(char.IsAsciiLetter))
        {
            throw file.Invalid($"chunk type {InputFile.Quote(type)} is not four letters", at + 4);
        }

        if (length > file.Remaining)
        {
            throw file.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"chunk {type} states {length} bytes, only {file.Remaining} follow"), at);
        }

        if (length > MostData - _data.Length)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"chunk {type} of {length} bytes is more than a picture needs"), at);
        }

        byte[] data = new byte[length];
        file.Read(data, $"chunk {type}");
        Span<byte> word = stackalloc byte[4];
        file.Read(word, $"the CRC-32 of chunk {type}");
        if (BinaryPrimitives.ReadUInt32BigEndian(word) != Crc32.Compute(data, Crc32.Compute(start[4..])))
        {
            throw file.Invalid($"chunk {type} does not match its CRC-32", at);
        }

        if (_header is null && type != "IHDR")
        {
            throw file.Invalid($"the first chunk is {type}, not IHDR", at);
        }

        _dataEnded |= _data.Length > 0 && type != "IDAT";
        Take(type, data, at);
        return type != "IEND";
    }

    private void Take(string type, byte[] data, long at)
    {
        switch (type)
        {
            case "IHDR" when _header is null:
                _header = PngHeader.Parse(file, data, at + 8);
                break;
            case "PLTE" when _palette is null && _data.Length == 0 && _header!.Value.ColourType is not (PngHeader.Grey or PngHeader.GreyAlpha):
                _palette = data.Length % 3 == 0 && data.Length is >= 3 and <= 768
                    ? data
                    : throw file.Invalid($"a palette of {data.Length} bytes is not 1 to 256 colours", at);
                break;
            case "IDAT" when !_dataEnded:
                _data.Write(data);
                break;
            case "IEND":
                break;
            default:
                // A capital first letter marks a chunk without which the picture cannot be understood.
                if (char.IsAsciiLetterUpper(type[0]))
                {
                    throw file.Invalid($"chunk {type} is unknown, repeated or out of place", at);
                }

                break;
        }
    }

    private PngImage Inflate(PngHeader header)
    {
        long needed = header.Height * (header.RowBytes + 1);
        if (needed > _data.Length * MostGrowth)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"{_data.Length} bytes of image data cannot hold {header.Width} × {header.Height} pixels"), file.Position);
        }

        byte[] rows = InflateRows(header, needed);
        int channels = header.ColourType is PngHeader.Grey or PngHeader.GreyAlpha ? 1 : 3;
        int width = (int)header.Width * channels;
        byte[] pixels = new byte[width * header.Height];
        ReadOnlySpan<byte> above = new byte[header.RowBytes];
        for (int y = 0; y < header.Height; y++)
        {
            int at = (int)(y * (header.RowBytes + 1));
            int filter = rows[at];
            if (filter >= PngFilter.Count)
            {
                throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"filter {filter} of row {y} is not 0 to 4"));
            }

            Span<byte> row = rows.AsSpan(at + 1, (int)header.RowBytes);
            PngFilter.Undo(filter, row, above, header.PixelBytes);
            Expand(header, row, pixels.AsSpan(y * width, width), y);
            above = row;
        }

        return new PngImage((int)header.Width, (int)header.Height, channels, pixels);
    }

    // All rows, each after its filter's number. Memory grows with what the data turn out to hold: the header may claim anything.
    private byte[] InflateRows(PngHeader header, long needed)
    {
        _data.Position = 0;
        using var zlib = new ZLibStream(_data, CompressionMode.Decompress);
        byte[] rows = new byte[Math.Min(needed, FirstRows)];
        for (int filled = 0; filled < needed;)
        {
            if (filled == rows.Length)
            {
                Array.Resize(ref rows, (int)Math.Min(needed, 2L * filled));
            }

            int read = Fill(zlib, rows.AsSpan(filled));
            if (read == 0)
            {
                throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"the image data ends in row {filled / (header.RowBytes + 1)} of {header.Height}"));
            }

            filled += read;
        }

        // Reading on to the end also makes zlib compare its checksum.
        return Fill(zlib, new byte[1]) == 0
            ? rows
            : throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"the image data holds more than {header.Height} rows"));
    }

    private void Expand(PngHeader header, ReadOnlySpan<byte> row, Span<byte> pixels, int y)
    {
        switch (header.ColourType)
        {
            case PngHeader.Rgb:
                row.CopyTo(pixels);
                break;
            case PngHeader.GreyAlpha:
                for (int x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = row[2 * x];
                }

                break;
            case PngHeader.RgbAlpha:
                for (int x = 0; x < pixels.Length / 3; x++)
                {
                    row.Slice(4 * x, 3).CopyTo(pixels[(3 * x)..]);
                }

                break;
            case PngHeader.Grey:
                int brightest = (1 << header.Bits) - 1;
                for (int x = 0; x < pixels.Length; x++)
                {
                    pixels[x] = (byte)(Sample(row, x, header.Bits) * 255 / brightest);
                }

                break;
            default:
                for (int x = 0; x < pixels.Length / 3; x++)
                {
                    int index = Sample(row, x, header.Bits);
                    if (index * 3 >= _palette!.Length)
                    {
                        throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"colour {index} of row {y} is not in the palette of {_palette.Length / 3}"));
                    }

                    _palette.AsSpan(index * 3, 3).CopyTo(pixels[(3 * x)..]);
                }

                break;
        }
    }

    // Samples of fewer than 8 bits are packed from a byte's high end.
    private static int Sample(ReadOnlySpan<byte> row, int x, int bits)
    {
        long bit = (long)x * bits;
        return (row[(int)(bit >> 3)] >> (int)(8 - bits - (bit & 7))) & ((1 << bits) - 1);
    }

    private int Fill(ZLibStream zlib, Span<byte> destination)
    {
        try
        {
            return zlib.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception corrupt) when (corrupt is InvalidDataException or IOException)
        {
            throw file.Invalid("the image data is not valid zlib data");
        }
    }
}
