namespace Aae.Core.Formats;

/// <summary>PNG pictures, grey or RGB, 8 bits a channel.</summary>
/// <remarks>Format: W3C Portable Network Graphics Specification, third edition.</remarks>
public static class Png
{
    /// <summary>The most bytes of pixels in a picture that is read or written: 256 MiB, as 16 384 × 16 384 grey.</summary>
    internal const long MostBytes = 1L << 28;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a picture, whole or not at all.</summary>
    /// <param name="path">The file; its folder is created if it is missing.</param>
    /// <param name="pixels">Height · width · channels bytes, row by row from the top.</param>
    /// <param name="width">Pixels in a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="channels">1 for grey (0 is black), 3 for red, green, blue.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other, or the picture is larger than 256 MiB.</exception>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        byte[] file = PngEncoder.Encode(pixels, width, height, channels);
        AtomicFile.Write(path, stream => stream.Write(file), durable: false);
    }

    /// <summary>
    /// Reads a picture: grey and palette at 1, 2, 4 and 8 bits, RGB, grey with alpha and RGBA at 8. A palette is resolved to
    /// RGB, fewer bits are spread over 0…255, and alpha is dropped. 16 bits and interlace are refused.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is missing, truncated, corrupt, or not of these kinds.</exception>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static PngImage Read(string path)
    {
        using var file = InputFile.Open(path);
        return new PngDecoder(file).Decode();
    }
}
