using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Core.Data;

/// <summary>Reads images, or vectors, that belong to no data set, for a model of images of a known size.</summary>
public static class ImageFile
{
    /// <summary>
    /// Reads a file by its ending: .npy (an array [n, pixels], colours one channel after the other, [n, height, width], or with colours [n, 3, height, width] or
    /// [n, height, width, 3], in [0, 1]), .png (one picture), .csv (a table of vectors; a last column "label" is left out), and whatever
    /// else as an IDX file of bytes with the same axes, plain or gzip.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="height">Rows of an image, 1 for vectors.</param>
    /// <param name="width">Columns of an image, of vectors their dimensions.</param>
    /// <param name="channels">1 for grey and vectors, 3 for colour.</param>
    /// <param name="scale">How the data set of vectors that the model was trained on was scaled; null where it was not.</param>
    /// <exception cref="AaeException">The file is missing or corrupt, or its images have another size or other values.</exception>
    public static ImageSet Read(string path, int height, int width, int channels, ColumnScale? scale = null)
    {
        string name = Path.GetFileName(path);
        if (ArrayFile.IsName(path))
        {
            ArrayFile file = ArrayFile.Read(path);
            bool flat = file.IsVectors && file.Width == height * width * channels;
            if (!flat && (file.Height, file.Width, file.Channels) != (height, width, channels))
            {
                throw Misfit(path, file.IsVectors ? $"rows of {file.Width} numbers" : $"images of {file.Height} × {file.Width} × {file.Channels}", height, width, channels);
            }

            scale?.Apply(file.Rows);
            return scale is not null || OutsideUnitRange(file.Rows) is not { } wrong
                ? new ImageSet(name, height, width, channels, file.Rows.Span.ToArray())
                : throw new InvalidFileException(path, $"it holds {wrong}; the model reads numbers from 0 to 1");
        }

        return path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
            ? OfPicture(path, name, height, width, channels)
            : OfIdx(path, name, height, width, channels);
    }

    private static ImageSet OfPicture(string path, string name, int height, int width, int channels)
    {
        PngImage picture = Png.Read(path);
        if ((picture.Height, picture.Width, picture.Channels) != (height, width, channels))
        {
            throw Misfit(path, $"a picture of {picture.Height} × {picture.Width} × {picture.Channels}", height, width, channels);
        }

        new ImageLayout(height, width, channels, ChannelsLast: true).ToPlanes<byte>(picture.Pixels);
        return new ImageSet(name, height, width, channels, picture.Pixels);
    }

    private static ImageSet OfIdx(string path, string name, int height, int width, int channels)
    {
        IdxArray array = Idx.Read(path);
        if (array.Element != IdxElement.UInt8 || ImageLayout.Of(array.Sizes) is not { } layout || (layout.Height, layout.Width, layout.Channels) != (height, width, channels))
        {
            throw Misfit(path, $"{array.Element} [{string.Join(", ", array.Sizes.ToArray())}]", height, width, channels);
        }

        layout.ToPlanes<byte>(array.Bytes);
        return new ImageSet(name, height, width, channels, array.Bytes);
    }

    private static float? OutsideUnitRange(Tensor rows)
    {
        foreach (float value in rows.Span)
        {
            if (value is < 0 or > 1)
            {
                return value;
            }
        }

        return null;
    }

    private static InvalidFileException Misfit(string path, string found, int height, int width, int channels) =>
        new(path, $"{found}; the model reads {(height == 1 && channels == 1 ? $"vectors of {width} numbers" : $"images of {height} × {width} × {channels}")}");
}
