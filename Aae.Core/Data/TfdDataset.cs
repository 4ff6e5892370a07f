using System.Globalization;
using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>
/// Reads the Toronto Face Dataset from a licensed copy, TFD_48x48.mat: images uint8 [n, 48, 48], 0 for black, and folds [n, 5], the part of each
/// image in each of five official folds: 0 without a label, 1 training, 2 validation, 3 test. The first fold is used, and what is learned
/// from are its training images and those without a label, as in the literature on likelihoods.
/// </summary>
/// <remarks>
/// The file's names, shapes and codes are those of public programs that read it (pylearn2, fuel). The expressions, labs_ex, are not read:
/// hardly any image that is learned from has one.
/// </remarks>
internal static class TfdDataset
{
    /// <summary>The name of the file that a user puts into the data set's folder.</summary>
    public const string FileName = "TFD_48x48.mat";

    private const int Size = 48;
    private const int Pixels = Size * Size;
    private const int Folds = 5;

    // The file runs through all images before it comes to the next pixel. A block of pixels is held and handed out image by image: eight
    // columns, so that each image is touched six times and a sixth of the file is held.
    private const int BlockColumns = 8;

    /// <summary>Reads and splits the file.</summary>
    /// <param name="source">What is known of the data set.</param>
    /// <param name="folder">Where the file lies.</param>
    /// <param name="sizes">Images in each split, of which the first are taken; null for all of the fold.</param>
    /// <exception cref="AaeException">There is no file, or it has not so many images.</exception>
    /// <exception cref="InvalidFileException">The file is corrupt, or no such file.</exception>
    public static Dataset Load(DatasetSource source, string folder, SplitSizes? sizes)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw DataFolder.Missing(source.Info, folder, FileName);
        }

        string name = source.Info.Name;
        byte[] parts = ReadParts(path);
        Span<int> counts = stackalloc int[4];
        foreach (byte part in parts)
        {
            counts[part]++;
        }

        var all = new SplitSizes(counts[0] + counts[1], counts[2], counts[3]);
        SplitSizes asked = sizes ?? all;
        if (asked.Train < 1 || asked.Train > all.Train || asked.Validation > all.Validation || asked.Test > all.Test)
        {
            throw new AaeException(
                $"{path}: the first fold has {all.Train} images to learn from, {all.Validation} for validation and {all.Test} for testing, fewer than the {asked.Train}, {asked.Validation} and {asked.Test} that are asked");
        }

        int[] places = Places(parts, asked);
        long bytes = ((long)asked.Train + asked.Validation + asked.Test) * Pixels;
        if (bytes > Array.MaxLength)
        {
            throw new InvalidFileException(path, string.Create(CultureInfo.InvariantCulture, $"{bytes} pixels are more than the {Array.MaxLength} that are read"));
        }

        InputFile.RequireMemory(path, bytes + bytes * BlockColumns / Size);
        byte[] pixels = ReadImages(path, places, (int)bytes);
        var images = new ImageSet($"{name}/train", Size, Size, 1, pixels);
        return new Dataset(
            name,
            images.Slice(0, asked.Train),
            images.Slice(asked.Train, asked.Validation, $"{name}/validation"),
            images.Slice(asked.Train + asked.Validation, asked.Test, $"{name}/test"));
    }

    // The place of each image among those of all splits, one split after the other, in the file's order; -1 for none.
    private static int[] Places(byte[] parts, SplitSizes asked)
    {
        Span<int> next = [0, asked.Train, asked.Train + asked.Validation];
        ReadOnlySpan<int> ends = [asked.Train, asked.Train + asked.Validation, asked.Train + asked.Validation + asked.Test];
        int[] places = new int[parts.Length];
        for (int n = 0; n < parts.Length; n++)
        {
            int split = Math.Max(parts[n] - 1, 0);
            places[n] = next[split] < ends[split] ? next[split]++ : -1;
        }

        return places;
    }

    private static byte[] ReadParts(string path)
    {
        using MatReader folds = MatReader.OpenAt(path, "folds");
        if (!folds.IsNumeric || folds.Sizes.Length != 2 || folds.Sizes[1] != Folds)
        {
            throw folds.Invalid($"has numbers [count, {Folds}], not {folds.Description}");
        }

        int count;
        using (MatReader images = MatReader.OpenAt(path, "images"))
        {
            count = images.Class == MatClass.UInt8 && images.IsNumeric && images.Sizes.Length == 3 && images.Sizes[1] == Size && images.Sizes[2] == Size
                ? images.Sizes[0]
                : throw images.Invalid($"has uint8 [count, {Size}, {Size}], not {images.Description}");
        }

        if (folds.Sizes[0] != count)
        {
            throw folds.Invalid($"tells of {folds.Sizes[0]} images, there are {count}");
        }

        byte[] parts = new byte[count];
        double[] codes = new double[Math.Min(count, 1 << 16)];
        for (int start = 0; start < count; start += codes.Length)
        {
            Span<double> block = codes.AsSpan(0, Math.Min(codes.Length, count - start));
            folds.Read(block);
            for (int n = 0; n < block.Length; n++)
            {
                parts[start + n] = block[n] is 0 or 1 or 2 or 3
                    ? (byte)block[n]
                    : throw folds.Invalid(string.Create(
                        CultureInfo.InvariantCulture, $"has {block[n]} for image {start + n}; allowed are 0 (without a label), 1 (training), 2 (validation) and 3 (test)"));
            }
        }

        return parts;
    }

    private static byte[] ReadImages(string path, int[] places, int length)
    {
        using MatReader images = MatReader.OpenAt(path, "images");
        byte[] pixels = GC.AllocateUninitializedArray<byte>(length);
        byte[] block = GC.AllocateUninitializedArray<byte>(places.Length * BlockColumns * Size);
        for (int left = 0; left < Size; left += BlockColumns)
        {
            images.Read(block);
            for (int n = 0; n < places.Length; n++)
            {
                if (places[n] >= 0)
                {
                    Span<byte> image = pixels.AsSpan(places[n] * Pixels, Pixels);
                    for (int i = 0, from = n; i < BlockColumns * Size; i++, from += places.Length)
                    {
                        image[i % Size * Size + left + i / Size] = block[from];
                    }
                }
            }
        }

        return pixels;
    }
}
