using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>Reads a data set of the MNIST family: images and labels in two pairs of IDX files, one to learn from, one to test.</summary>
internal static class IdxDataset
{
    /// <summary>Reads the four files of a known data set and splits them.</summary>
    /// <param name="source">Names of the files, number of classes.</param>
    /// <param name="folder">Where the files lie, with or without .gz.</param>
    /// <param name="sizes">Images in each split; null for the data set's own.</param>
    public static Dataset Load(DatasetSource source, string folder, SplitSizes? sizes) =>
        Load(source.Info.Name, source.PathsIn(folder), source.Info.Classes, sizes ?? source.Info.Sizes);

    /// <summary>Reads a folder of one's own: four files under the names of MNIST's, images of any size, classes 0 to the greatest label.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The names.</param>
    /// <param name="sizes">Images in each split; null for the last sixth of the training file as validation split.</param>
    public static Dataset LoadFolder(string folder, DatasetFiles files, SplitSizes? sizes)
    {
        string[] paths =
        [
            .. files.All.Select(file => files.Find(folder, file)
                ?? throw new AaeException($"{folder}: has no {files.NamesOf(file)}; a data set's folder has four files under the names of MNIST's")),
        ];
        return Load(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), paths, classes: null, sizes);
    }

    private static Dataset Load(string name, string[] paths, int? classes, SplitSizes? sizes)
    {
        int known = classes ?? 1 + Math.Max(GreatestLabel(paths[1]), GreatestLabel(paths[3]));

        // Unzipping is what takes the time, and the two pairs know nothing of each other.
        Task<ImageSet> reading = Task.Run(() => ReadPair(paths[0], paths[1], $"{name}/train", known));
        ImageSet test = ReadPair(paths[2], paths[3], $"{name}/test", known);
        ImageSet train = reading.GetAwaiter().GetResult();
        SplitSizes asked = sizes ?? new SplitSizes(train.Count - train.Count / 6, train.Count / 6, test.Count);
        Require(test, asked.Test, paths[2], "for the test split");
        Require(train, (long)asked.Train + asked.Validation, paths[0], "for the training and the validation split");
        if ((train.Height, train.Width, train.Channels) != (test.Height, test.Width, test.Channels))
        {
            throw new InvalidFileException(
                paths[2],
                $"images of {test.Height} × {test.Width} × {test.Channels}, but {Path.GetFileName(paths[0])} has {train.Height} × {train.Width} × {train.Channels}");
        }

        return new Dataset(
            name,
            train.Slice(0, asked.Train),
            train.Slice(train.Count - asked.Validation, asked.Validation, $"{name}/validation"),
            test.Slice(0, asked.Test));
    }

    private static byte GreatestLabel(string path) => ReadLabels(path).Bytes.DefaultIfEmpty().Max();

    private static IdxArray ReadLabels(string path)
    {
        IdxArray labels = Idx.Read(path);
        return labels.Element == IdxElement.UInt8 && labels.Sizes.Length == 1
            ? labels
            : throw new InvalidFileException(path, $"labels are UInt8 on 1 axis, not {labels.Element} on {labels.Sizes.Length}");
    }

    private static ImageSet ReadPair(string imagePath, string labelPath, string name, int classes)
    {
        IdxArray labels = ReadLabels(labelPath);
        int wrong = classes > byte.MaxValue ? -1 : labels.Bytes.AsSpan().IndexOfAnyInRange((byte)classes, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new InvalidFileException(labelPath, $"label {wrong} is {labels.Bytes[wrong]}; the {classes} classes are 0 to {classes - 1}");
        }

        IdxArray images = Idx.Read(imagePath);
        if (images.Element != IdxElement.UInt8 || ImageLayout.Of(images.Sizes) is not { } layout)
        {
            throw new InvalidFileException(imagePath, $"images are UInt8 {ImageLayout.Allowed}, not {images.Element} [{string.Join(", ", images.Sizes.ToArray())}]");
        }

        if (images.Sizes[0] != labels.Count)
        {
            throw new InvalidFileException(imagePath, $"{images.Sizes[0]} images, but {Path.GetFileName(labelPath)} has {labels.Count} labels");
        }

        layout.ToPlanes<byte>(images.Bytes);
        return new ImageSet(name, layout.Height, layout.Width, layout.Channels, images.Bytes, labels.Bytes, classes);
    }

    private static void Require(ImageSet set, long count, string path, string use)
    {
        if (set.Count < count)
        {
            throw new AaeException($"{path}: {set.Count} images, fewer than the {count} that are asked {use}");
        }
    }
}
