using System.Globalization;
using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>
/// Reads the Street View House Numbers, cut to single digits: files train_32x32.mat and test_32x32.mat with X uint8 [32, 32, 3, n]
/// (row, column, red to blue, image) and y [n, 1], the digits 1 to 9 as themselves and 0 as 10.
/// </summary>
/// <remarks>The 531 131 easier images of extra_32x32.mat, which the paper may have learned from too, are not read.</remarks>
internal static class SvhnDataset
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 32;

    /// <summary>Red, green and blue.</summary>
    public const int Channels = 3;

    /// <summary>The ten digits.</summary>
    public const int Classes = 10;

    private const int Pixels = Size * Size * Channels;

    /// <summary>Reads and splits the two files.</summary>
    /// <param name="source">What is known of the data set.</param>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="sizes">Images in each split; null for the data set's own.</param>
    /// <exception cref="AaeException">A file is not there, or has not so many images.</exception>
    /// <exception cref="InvalidFileException">A file is corrupt, or no such file.</exception>
    public static Dataset Load(DatasetSource source, string folder, SplitSizes? sizes)
    {
        string[] paths = source.PathsIn(folder);
        string name = source.Info.Name;
        SplitSizes asked = sizes ?? source.Info.Sizes;

        // Unzipping is what takes the time, and the two files know nothing of each other.
        Task<ImageSet> reading = Task.Run(() => Read(paths[0], $"{name}/train", asked.Train, asked.Validation));
        ImageSet test = Read(paths[1], $"{name}/test", asked.Test, last: 0);
        ImageSet train = reading.GetAwaiter().GetResult();
        return new Dataset(name, train.Slice(0, asked.Train), train.Slice(asked.Train, asked.Validation, $"{name}/validation"), test);
    }

    // The first images of a file and the last.
    private static ImageSet Read(string path, string name, int first, int last)
    {
        using MatReader images = MatReader.OpenAt(path, "X");
        if (images.Class != MatClass.UInt8 || !images.IsNumeric || images.Sizes is not [Size, Size, Channels, var count])
        {
            throw images.Invalid($"has uint8 [{Size}, {Size}, {Channels}, count], not {images.Description}");
        }

        long wanted = (long)first + last;
        if (wanted > count)
        {
            throw new AaeException($"{path}: {count} images, fewer than the {wanted} that are asked");
        }

        if (wanted * Pixels > Array.MaxLength)
        {
            throw new InvalidFileException(path, string.Create(CultureInfo.InvariantCulture, $"{wanted} images are more than the {Array.MaxLength / Pixels} that are read"));
        }

        InputFile.RequireMemory(path, wanted * Pixels);
        byte[] digits = ReadDigits(path, count);
        byte[] pixels = GC.AllocateUninitializedArray<byte>((int)wanted * Pixels);
        Span<byte> image = stackalloc byte[Pixels];
        int place = 0;
        for (int n = 0; place < wanted; n++)
        {
            images.Read(image);
            if (n < first || n >= count - last)
            {
                digits[place] = digits[n];
                Transpose(image, pixels.AsSpan(place++ * Pixels, Pixels));
            }
        }

        return new ImageSet(name, Size, Size, Channels, pixels, digits.AsMemory(0, place), Classes);
    }

    // The file runs down a column before it comes to the next.
    private static void Transpose(ReadOnlySpan<byte> columns, Span<byte> rows)
    {
        for (int i = 0; i < Pixels; i++)
        {
            int channel = i / (Size * Size), row = i / Size % Size, column = i % Size;
            rows[i] = columns[(channel * Size + column) * Size + row];
        }
    }

    private static byte[] ReadDigits(string path, int count)
    {
        using MatReader labels = MatReader.OpenAt(path, "y");
        if (!labels.IsNumeric || labels.Sizes is not [var rows, 1] || rows != count)
        {
            throw labels.Invalid($"has numbers [{count}, 1], one for each image, not {labels.Description}");
        }

        double[] numbers = new double[count];
        labels.Read(numbers);
        byte[] digits = new byte[count];
        for (int n = 0; n < count; n++)
        {
            digits[n] = numbers[n] is >= 1 and <= Classes && double.IsInteger(numbers[n])
                ? (byte)(numbers[n] % Classes)
                : throw labels.Invalid(string.Create(CultureInfo.InvariantCulture, $"has {numbers[n]} for image {n}; allowed is a whole number from 1 to 10, which stands for 0"));
        }

        return digits;
    }
}
