using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>Images side by side: samples, reconstructions, and manifolds (a grid without gaps).</summary>
public static class ImageGrid
{
    private const float LabelMargin = 10;

    /// <summary>Draws images in rows, the first at the upper left. Values are clamped to [0, 1]; one that is no number is shown in magenta.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="images">[n, channels · height · width], n of 1 or more; 0 is black and 1 white.</param>
    /// <param name="height">An image's rows of pixels.</param>
    /// <param name="width">An image's columns of pixels.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="columns">Images in a row, 1 or more.</param>
    /// <param name="scale">Pixels of the file, in each direction, for one of the image: 1 or more.</param>
    /// <param name="gap">White pixels between images, 0 or more: 0 joins them to one picture, as for a manifold.</param>
    /// <exception cref="AaeException">The images are not of this size, there is none, a number is out of range, or the file cannot be written.</exception>
    public static void Write(
        string path, Tensor images, int height, int width, int channels, int columns, int scale = 2, int gap = 2) =>
        Draw(images, new ImageSize(height, width, channels), columns, scale, gap).Save(path);

    /// <summary>Draws reconstructions below their images, or other images that belong together: two rows in turn.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="images">x [n, channels · height · width], n of 1 or more.</param>
    /// <param name="reconstructions">p(x|z), of the same shape.</param>
    /// <param name="height">An image's rows of pixels.</param>
    /// <param name="width">An image's columns of pixels.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="columns">Images in a row, 1 or more.</param>
    /// <param name="scale">Pixels of the file, in each direction, for one of the image: 1 or more.</param>
    /// <param name="above">The name of the upper row, ASCII.</param>
    /// <param name="below">The name of the lower row.</param>
    /// <exception cref="AaeException">The shapes differ or do not hold images of this size, a number is out of range, or the file cannot be written.</exception>
    public static void Pairs(
        string path, Tensor images, Tensor reconstructions, int height, int width, int channels, int columns, int scale = 2,
        string above = "x", string below = "p(x|z)") =>
        DrawPairs(images, reconstructions, new ImageSize(height, width, channels), columns, scale, above, below).Save(path);

    internal static Canvas Draw(Tensor images, ImageSize size, int columns, int scale, int gap)
    {
        Require(images, size, columns, scale, gap);
        int n = images.Shape.Rows;
        columns = Math.Min(columns, n);
        long rows = (n + columns - 1) / columns;
        long stepX = (long)size.Width * scale + gap;
        long stepY = (long)size.Height * scale + gap;
        var canvas = new Canvas(columns * stepX - gap, rows * stepY - gap);
        for (int i = 0; i < n; i++)
        {
            canvas.Blit(images.Row(i), size, (int)(i % columns * stepX), (int)(i / columns * stepY), scale);
        }

        return canvas;
    }

    internal static Canvas DrawPairs(Tensor images, Tensor reconstructions, ImageSize size, int columns, int scale, string above = "x", string below = "p(x|z)")
    {
        const int gap = 2;
        const int betweenPairs = 10;
        Require(images, size, columns, scale, gap);
        if (images.Shape != reconstructions.Shape)
        {
            throw new AaeException($"images {images.Shape} and reconstructions {reconstructions.Shape} differ in shape");
        }

        int n = images.Shape.Rows;
        columns = Math.Min(columns, n);
        long bands = (n + columns - 1) / columns;
        int left = (int)MathF.Ceiling(Math.Max(Lettering.Measure(above), Lettering.Measure(below)) + 2 * LabelMargin);
        long stepX = (long)size.Width * scale + gap;
        long stepY = (long)size.Height * scale + gap;
        long band = 2 * stepY - gap + betweenPairs;
        var canvas = new Canvas(left + columns * stepX - gap, bands * band - betweenPairs);
        for (int i = 0; i < n; i++)
        {
            int x = (int)(left + i % columns * stepX);
            int y = (int)(i / columns * band);
            canvas.Blit(images.Row(i), size, x, y, scale);
            canvas.Blit(reconstructions.Row(i), size, x, (int)(y + stepY), scale);
        }

        bool labelled = stepY > Lettering.CapHeight(); // the two of low images would stand in each other
        for (long i = 0; i < bands && labelled; i++)
        {
            float middle = i * band + size.Height * scale / 2f;
            canvas.Text(left - LabelMargin, middle, above, Rgb.Ink, Align.Right);
            canvas.Text(left - LabelMargin, middle + stepY, below, Rgb.Ink, Align.Right);
        }

        return canvas;
    }

    private static void Require(Tensor images, ImageSize size, int columns, int scale, int gap)
    {
        size.Require(images);
        if (columns < 1 || scale < 1 || gap < 0)
        {
            throw new AaeException($"a grid needs columns and scale of 1 or more and a gap of 0 or more, not {columns}, {scale} and {gap}");
        }
    }
}
