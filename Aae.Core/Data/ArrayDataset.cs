using Aae.Core.Random;

namespace Aae.Core.Data;

/// <summary>
/// A data set from an .npy or a .csv file of one's own. Its rows are split at random, always in the same way: a tenth is the
/// validation split and a tenth the test split (rounded down), the rest is for training; within a split rows keep the file's
/// order. Vectors are brought to [0, 1] column by column (<see cref="ColumnScale"/>), images are taken as they are.
/// </summary>
internal static class ArrayDataset
{
    private const int Parts = 10;

    /// <summary>Reads and splits a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sizes">Rows in each split; null for tenths.</param>
    /// <exception cref="AaeException">The file is corrupt, or has too few rows.</exception>
    public static Dataset Load(string path, SplitSizes? sizes)
    {
        ArrayFile file = ArrayFile.Read(path);
        int count = file.Rows.Shape.Rows;
        if (sizes is null && count < Parts)
        {
            throw new AaeException($"{path}: {count} rows are too few for a training, a validation and a test split; {Parts} or more are needed");
        }

        SplitSizes asked = sizes ?? new SplitSizes(count - 2 * (count / Parts), count / Parts, count / Parts);
        if ((long)asked.Train + asked.Validation + asked.Test > count)
        {
            throw new AaeException($"{path}: {count} rows, fewer than the {(long)asked.Train + asked.Validation + asked.Test} that are asked");
        }

        int[] order = new int[count];
        RandomStream.Named(0, "data/split").Permutation(order, step: 0);
        int[] train = [.. order[..asked.Train].Order()];
        ColumnScale? scale = file.IsVectors ? new ColumnScale(file.Rows, train) : null;
        scale?.Apply(file.Rows);
        int classes = file.Labels.Length == 0 ? 0 : file.Labels.Max() + 1;
        string name = Path.GetFileNameWithoutExtension(path);
        return new Dataset(
            name,
            Take("train", train),
            Take("validation", [.. order[asked.Train..(asked.Train + asked.Validation)].Order()]),
            Take("test", [.. order[(asked.Train + asked.Validation)..(asked.Train + asked.Validation + asked.Test)].Order()]),
            scale);

        ImageSet Take(string split, int[] rows)
        {
            int size = file.Rows.Shape.Columns;
            float[] values = new float[rows.Length * size];
            for (int i = 0; i < rows.Length; i++)
            {
                file.Rows.Row(rows[i]).CopyTo(values.AsSpan(i * size));
            }

            byte[] labels = classes == 0 ? [] : [.. rows.Select(row => file.Labels[row])];
            return new ImageSet($"{name}/{split}", file.Height, file.Width, file.Channels, values, labels, classes);
        }
    }
}
