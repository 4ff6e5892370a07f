using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Core.Data;

/// <summary>What lies in an .npy or a .csv file of one's own: rows of numbers, and of a table with a last column "label" their classes.</summary>
/// <param name="Rows">The numbers [n, d], all finite; of images each row is [channels, height, width].</param>
/// <param name="Height">Rows of an image, 1 for vectors.</param>
/// <param name="Width">Columns of an image, for vectors d.</param>
/// <param name="Channels">1 for grey and for vectors, 3 for colour.</param>
/// <param name="IsVectors">Whether the rows are vectors in units of their own, and no pictures.</param>
/// <param name="Labels">The classes of the rows; empty if they are not known.</param>
internal sealed record ArrayFile(Tensor Rows, int Height, int Width, int Channels, bool IsVectors, byte[] Labels)
{
    private const string LabelColumn = "label";

    /// <summary>Whether a name is one of such a file, by its ending.</summary>
    public static bool IsName(string name) => IsNpy(name) || name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its ending tells what it is.</param>
    /// <exception cref="InvalidFileException">It is corrupt, or holds what is neither rows of vectors nor images in [0, 1].</exception>
    public static ArrayFile Read(string path) => IsNpy(path) ? ReadNpy(path) : ReadCsv(path);

    private static bool IsNpy(string name) => name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static ArrayFile ReadNpy(string path)
    {
        Tensor array = Npy.Read(path);
        var shape = array.Shape;
        bool vectors = shape.Rank == 2;
        ImageLayout? layout = vectors ? new(1, shape[1], 1, ChannelsLast: false) : ImageLayout.Of(shape.ToArray());
        if (layout is not { } image || shape.Count == 0)
        {
            throw new InvalidFileException(path, $"an array {shape} is none of vectors [n, d] or of images {ImageLayout.Allowed}");
        }

        Tensor rows = array.Reshape(new(shape[0], shape.Count / shape[0]));
        for (int row = 0; row < shape[0]; row++)
        {
            foreach (float value in rows.Row(row))
            {
                if (!float.IsFinite(value) || (!vectors && value is < 0 or > 1))
                {
                    throw new InvalidFileException(path, $"row {row} holds {value}; allowed are {(vectors ? "finite numbers" : "for images numbers from 0 to 1, as pixels divided by 255")}");
                }
            }
        }

        image.ToPlanes(rows.Span);
        return new ArrayFile(rows, image.Height, image.Width, image.Channels, vectors, []);
    }

    private static ArrayFile ReadCsv(string path)
    {
        (IReadOnlyList<string> columns, Tensor values) = Csv.Read(path);
        if (columns[^1] != LabelColumn)
        {
            return new ArrayFile(values, 1, columns.Count, 1, true, []);
        }

        int width = columns.Count - 1;
        if (width == 0)
        {
            throw new InvalidFileException(path, $"the table has no column beside '{LabelColumn}'");
        }

        var rows = new Tensor(new(values.Shape.Rows, width));
        byte[] labels = new byte[values.Shape.Rows];
        for (int row = 0; row < labels.Length; row++)
        {
            float label = values.Row(row)[width];
            labels[row] = label is >= 0 and <= byte.MaxValue && label == MathF.Truncate(label)
                ? (byte)label
                : throw new InvalidFileException(path, $"line {row + 2}, column {width + 1}: the label {label}: allowed is a whole number from 0 to {byte.MaxValue}");
            values.Row(row)[..width].CopyTo(rows.Row(row));
        }

        return new ArrayFile(rows, 1, width, 1, true, labels);
    }
}
