using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>Reads a data set of the MNIST family: images and labels in two pairs of IDX files, one to learn from, one to test.</summary>
internal static class IdxDataset
{
    /// <summary>Reads the four files and splits them.</summary>
    /// <param name="source">Names of the files, number of classes.</param>
    /// <param name="folder">Where the files lie, with or without .gz.</param>
    /// <param name="sizes">Images in each split.</param>
    public static Dataset Load(DatasetSource source, string folder, SplitSizes sizes)
    {
        IdxFiles files = source.Files!;
        string name = source.Info.Name;
        string[] paths = [.. files.All.Select(file => DataFolder.Find(folder, file) ?? throw Missing(name, folder, file))];

        // Unzipping is what takes the time, and the two pairs know nothing of each other.
        Task<ImageSet> reading = Task.Run(() => ReadPair(paths[0], paths[1], $"{name}/train", source.Info.Classes));
        ImageSet test = ReadPair(paths[2], paths[3], $"{name}/test", source.Info.Classes);
        Require(test, sizes.Test, paths[2], "for the test split");
        ImageSet train = reading.GetAwaiter().GetResult();
        Require(train, (long)sizes.Train + sizes.Validation, paths[0], "for the training and the validation split");
        if ((train.Height, train.Width) != (test.Height, test.Width))
        {
            throw new InvalidFileException(paths[2], $"images of {test.Height} × {test.Width}, but {Path.GetFileName(paths[0])} has {train.Height} × {train.Width}");
        }

        return new Dataset(
            name,
            train.Slice(0, sizes.Train),
            train.Slice(train.Count - sizes.Validation, sizes.Validation, $"{name}/validation"),
            test.Slice(0, sizes.Test));
    }

    private static ImageSet ReadPair(string imagePath, string labelPath, string name, int classes)
    {
        IdxArray labels = Idx.Read(labelPath);
        if (labels.Element != IdxElement.UInt8 || labels.Sizes.Length != 1)
        {
            throw new InvalidFileException(labelPath, $"labels are UInt8 on 1 axis, not {labels.Element} on {labels.Sizes.Length}");
        }

        int wrong = labels.Bytes.AsSpan().IndexOfAnyInRange((byte)classes, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new InvalidFileException(labelPath, $"label {wrong} is {labels.Bytes[wrong]}; the {classes} classes are 0 to {classes - 1}");
        }

        IdxArray images = Idx.Read(imagePath);
        if (images.Element != IdxElement.UInt8 || images.Sizes.Length != 3 || images.Sizes[1] < 1 || images.Sizes[2] < 1)
        {
            throw new InvalidFileException(imagePath, $"images are UInt8 [count, height, width], not {images.Element} [{string.Join(", ", images.Sizes.ToArray())}]");
        }

        if (images.Sizes[0] != labels.Count)
        {
            throw new InvalidFileException(imagePath, $"{images.Sizes[0]} images, but {Path.GetFileName(labelPath)} has {labels.Count} labels");
        }

        return new ImageSet(name, images.Sizes[1], images.Sizes[2], 1, images.Bytes, labels.Bytes, classes);
    }

    private static void Require(ImageSet set, long count, string path, string use)
    {
        if (set.Count < count)
        {
            throw new AaeException($"{path}: {set.Count} images, fewer than the {count} that are asked {use}");
        }
    }

    private static AaeException Missing(string name, string folder, DatasetFile file) =>
        new($"{name}: {folder} has no {file.Name} or {file.Name}.gz; fetch it with 'aae data fetch {name}', or name the data folder with --data-dir or {DataFolder.Variable}");
}
