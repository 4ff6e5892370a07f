using System.Buffers.Binary;
using System.Globalization;

namespace Aae.Core.Formats;

/// <summary>What a PNG file's first chunk, IHDR, says of the picture.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bits">Bits of a sample.</param>
/// <param name="ColourType">Grey, RGB, palette index, grey with alpha or RGB with alpha.</param>
internal readonly record struct PngHeader(long Width, long Height, int Bits, int ColourType)
{
    public const int Grey = 0;
    public const int Rgb = 2;
    public const int Indexed = 3;
    public const int GreyAlpha = 4;
    public const int RgbAlpha = 6;

    private int BitsOfPixel => Bits * ColourType switch { Rgb => 3, GreyAlpha => 2, RgbAlpha => 4, _ => 1 };

    /// <summary>Bytes of a row without its filter's number; a last byte may be partly used.</summary>
    public long RowBytes => (Width * BitsOfPixel + 7) / 8;

    /// <summary>Bytes from a pixel to the next, for the filters; 1 if pixels share a byte.</summary>
    public int PixelBytes => Math.Max(1, BitsOfPixel / 8);

    /// <summary>Reads the chunk and refuses what is not read here.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="data">The chunk's data.</param>
    /// <param name="at">The data's first byte in the file.</param>
    public static PngHeader Parse(InputFile file, ReadOnlySpan<byte> data, long at)
    {
        if (data.Length != 13)
        {
            throw file.Invalid($"chunk IHDR has {data.Length} bytes, not 13", at);
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"a size of {width} × {height} pixels is not valid"), at);
        }

        int bits = data[8];
        int colourType = data[9];
        if (bits == 16)
        {
            throw file.Invalid("16 bits a channel are not read; save the picture with 8", at + 8);
        }

        bool known = colourType switch
        {
            Grey or Indexed => bits is 1 or 2 or 4 or 8,
            Rgb or GreyAlpha or RgbAlpha => bits == 8,
            _ => false,
        };
        if (!known)
        {
            throw file.Invalid($"colour type {colourType} with {bits} bits is not valid", at + 8);
        }

        if (data[10] != 0 || data[11] != 0)
        {
            throw file.Invalid($"compression {data[10]} and filter method {data[11]} are not known; 0 and 0 are", at + 10);
        }

        if (data[12] != 0)
        {
            throw file.Invalid("interlaced pictures are not read; save it without interlace", at + 12);
        }

        // Counted with three channels, since a palette is resolved to RGB; by division, so that nothing overflows.
        int channels = colourType is Grey or GreyAlpha ? 1 : 3;
        return width <= Png.MostBytes / channels / height
            ? new PngHeader(width, height, bits, colourType)
            : throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"{width} × {height} pixels are more than the {Png.MostBytes} bytes that are read"), at);
    }
}
