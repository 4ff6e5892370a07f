using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Figures;

/// <summary>A picture in memory, white at first. Whatever is drawn outside its borders is left out.</summary>
/// <remarks>Pixel (x, y) covers the square from (x, y) to (x + 1, y + 1); y grows downwards. What is drawn is a function of the calls alone.</remarks>
internal sealed class Canvas
{
    private const int Channels = 3;

    private readonly byte[] _pixels;

    /// <summary>Creates a white canvas.</summary>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <exception cref="AaeException">The picture would be too large for a file.</exception>
    public Canvas(long width, long height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        const long most = Png.MostBytes / Channels;
        if (width > most || height > most || width * height > most)
        {
            throw new AaeException($"a picture of {width} × {height} pixels is too large: at most {most} pixels fit");
        }

        Width = (int)width;
        Height = (int)height;
        _pixels = new byte[width * height * Channels];
        _pixels.AsSpan().Fill(255);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The colour of a pixel, which must lie on the canvas.</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> pixel = _pixels.AsSpan((y * Width + x) * Channels, Channels);
            return new Rgb(pixel[0], pixel[1], pixel[2]);
        }
    }

    /// <summary>Lays a colour over a pixel.</summary>
    /// <param name="x">The column.</param>
    /// <param name="y">The row.</param>
    /// <param name="color">The colour.</param>
    /// <param name="alpha">0 leaves the pixel as it is, 1 replaces it.</param>
    public void Blend(int x, int y, Rgb color, float alpha = 1)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            return;
        }

        Span<byte> pixel = _pixels.AsSpan((y * Width + x) * Channels, Channels);
        pixel[0] = Mix(pixel[0], color.R, alpha);
        pixel[1] = Mix(pixel[1], color.G, alpha);
        pixel[2] = Mix(pixel[2], color.B, alpha);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Rectangle(int x, int y, int width, int height, Rgb color)
    {
        int right = (int)Math.Min(Width, (long)x + width);
        int bottom = (int)Math.Min(Height, (long)y + height);
        for (int row = Math.Max(0, y); row < bottom; row++)
        {
            for (int column = Math.Max(0, x); column < right; column++)
            {
                Blend(column, row, color);
            }
        }
    }

    /// <summary>Draws an image, each of its pixels as a square of scale × scale.</summary>
    /// <param name="image">[channels · height · width], as data sets and models have them; 0 is black, 1 is white, beyond is clamped.</param>
    /// <param name="size">The image's height, width and channels (1 or 3).</param>
    /// <param name="x">The column of its left border.</param>
    /// <param name="y">The row of its upper border.</param>
    /// <param name="scale">Pixels on the canvas for one of the image, 1 or more.</param>
    public void Blit(ReadOnlySpan<float> image, ImageSize size, int x, int y, int scale)
    {
        int last = (size.Channels - 1) * size.Height * size.Width, middle = last / 2; // of grey all three are one
        for (int row = 0; row < size.Height; row++)
        {
            for (int column = 0; column < size.Width; column++)
            {
                int pixel = row * size.Width + column;
                Rectangle(x + column * scale, y + row * scale, scale, scale, ToColor(image[pixel], image[middle + pixel], image[last + pixel]));
            }
        }
    }

    /// <summary>Writes the picture as a PNG file.</summary>
    public void Save(string path) => Png.Write(path, _pixels, Width, Height, Channels);

    private static Rgb ToColor(float r, float g, float b) =>
        float.IsNaN(r) || float.IsNaN(g) || float.IsNaN(b) ? Rgb.NotANumber : new Rgb(ToByte(r), ToByte(g), ToByte(b));

    private static byte ToByte(float value) => (byte)MathF.Round(Math.Clamp(value, 0, 1) * 255);

    private static byte Mix(byte below, byte above, float alpha) => (byte)MathF.Round(below + (above - below) * alpha);
}
