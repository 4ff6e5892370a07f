using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using static Aae.Tests.Core.Formats.MatBytes;

namespace Aae.Tests.Core.Data;

/// <summary>The Toronto Face Dataset, on made files of its shape.</summary>
[Category("Unit")]
internal sealed class TfdTests
{
    private const int Size = 48;
    private static readonly double[] _parts = [0, 3, 1, 2, 0, 1, 2, 0];
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_first_fold_splits_and_images_without_a_label_are_learned_from([Values] bool zipped, [Values] bool bigEndian)
    {
        Write(bigEndian, zipped, Images(bigEndian), Expressions(bigEndian), Folds(bigEndian));
        Dataset tfd = Datasets.Open("tfd", _folder.Path);
        Assert.That((tfd.Name, tfd.Classes, tfd.Train.Height, tfd.Train.Width, tfd.Train.Channels), Is.EqualTo(("tfd", 0, Size, Size, 1)));
        Assert.That((tfd.Train.Name, tfd.Validation.Name, tfd.Test.Name), Is.EqualTo(("tfd/train", "tfd/validation", "tfd/test")));
        AssertHolds(tfd.Train, 0, 2, 4, 5, 7);
        AssertHolds(tfd.Validation, 3, 6);
        AssertHolds(tfd.Test, 1);
    }

    [Test]
    public void The_order_of_the_variables_does_not_matter()
    {
        Write(false, true, Folds(false), Expressions(false), Images(false));
        AssertHolds(Datasets.Open("tfd", _folder.Path).Test, 1);
    }

    [Test]
    public void Of_each_split_the_first_are_taken()
    {
        Write(false, false, Images(false), Folds(false));
        Dataset tfd = Datasets.Open("tfd", _folder.Path, new SplitSizes(3, 1, 0));
        AssertHolds(tfd.Train, 0, 2, 4);
        AssertHolds(tfd.Validation, 3);
        AssertHolds(tfd.Test);
        Assert.That(
            () => Datasets.Open("tfd", _folder.Path, new SplitSizes(3, 1, 2)),
            Throws.TypeOf<AaeException>().With.Message.Contains("5 images to learn from, 2 for validation and 1 for testing, fewer than the 3, 1 and 2 that are asked"));
    }

    [Test]
    public void What_is_no_such_file_is_one_clear_line()
    {
        Refused("has no variable 'folds'; it has 'images'", Images(false));
        Refused("has no variable 'images'; it has 'folds'", Folds(false));
        Refused("variable 'folds' has numbers [count, 5], not double [8, 4]", Images(false), Variable(false, "folds", MatClass.Double, [8, 4], new double[32]));
        Refused("variable 'folds' has numbers [count, 5], not cell [1, 5]", Images(false), Matrix(false, "folds", MatClass.Cell, [1, 5], []));
        Refused("variable 'folds' tells of 7 images, there are 8", Images(false), Variable(false, "folds", MatClass.Double, [7, 5], new double[35]));
        Refused("variable 'images' has uint8 [count, 48, 48], not uint8 [8, 96, 96]", Variable(false, "images", MatClass.UInt8, [8, 96, 96], new double[8 * 96 * 96]), Folds(false));
        Refused("variable 'images' has uint8 [count, 48, 48], not double [8, 48, 48]", Variable(false, "images", MatClass.Double, [8, Size, Size], new double[8 * Size * Size]), Folds(false));
        Refused(
            "variable 'folds' has 4 for image 2; allowed are 0 (without a label), 1 (training), 2 (validation) and 3 (test)",
            Images(false), Variable(false, "folds", MatClass.Double, [8, 5], [0, 1, 4, .. new double[37]]));
        Refused("variable 'folds' has 0.5 for image 0", Images(false), Variable(false, "folds", MatClass.Double, [8, 5], [0.5, .. new double[39]]));
        Refused("variable 'folds' has NaN for image 0", Images(false), Variable(false, "folds", MatClass.Double, [8, 5], [double.NaN, .. new double[39]]));
    }

    [Test]
    public void Images_cut_short_are_refused()
    {
        Write(false, false, Folds(false), Images(false));
        string path = _folder.File($"tfd/{TfdDataset.FileName}");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.That(() => Datasets.Open("tfd", _folder.Path), Throws.TypeOf<InvalidFileException>().With.Message.StartsWith($"{path}: the variable states"));
    }

    [Test]
    public void A_missing_copy_cannot_be_fetched_and_this_is_explained_in_one_line()
    {
        string[] words = ["tfd", _folder.File("tfd"), "licensed and not public", "University of Toronto", "TFD_48x48.mat"];
        foreach (Action attempt in new Action[] { () => Datasets.Open("tfd", _folder.Path), () => new DatasetFetcher().Fetch("tfd", _folder.Path) })
        {
            AaeException error = Assert.Throws<AaeException>(() => attempt())!;
            Assert.That(words.Where(word => !error.Message.Contains(word)), Is.Empty, error.Message);
            Assert.That(error.Message, Does.Not.Contain("\n").And.Not.Contain("data fetch"));
        }

        Assert.That(Datasets.Info("tfd", _folder.Path).IsPresent, Is.False);
        Write(false, false, Images(false), Folds(false));
        Assert.That(Datasets.Info("tfd", _folder.Path).IsPresent, Is.True);
    }

    // No two pixels of the eight images at one place are alike, nor are neighbours in either direction.
    private static byte Pixel(int image, int row, int column) => (byte)(image * 31 + row * 5 + column * 7);

    private static byte[] Images(bool bigEndian)
    {
        double[] pixels = new double[_parts.Length * Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            int image = i % _parts.Length, row = i / _parts.Length % Size, column = i / _parts.Length / Size;
            pixels[i] = Pixel(image, row, column);
        }

        return Variable(bigEndian, "images", MatClass.UInt8, [_parts.Length, Size, Size], pixels);
    }

    private static byte[] Expressions(bool bigEndian) => Variable(
        bigEndian, "labs_ex", MatClass.Int16, [_parts.Length, 1], [.. _parts.Select(part => part == 0 ? -1 : 1 + part)]);

    // The other folds differ from the first.
    private static byte[] Folds(bool bigEndian) => Variable(
        bigEndian, "folds", MatClass.Double, [_parts.Length, 5], [.. _parts, .. Enumerable.Repeat(_parts.Reverse(), 4).SelectMany(fold => fold)], MatType.UInt8);

    private static void AssertHolds(ImageSet set, params int[] images)
    {
        Assert.That(set.Count, Is.EqualTo(images.Length));
        for (int i = 0; i < images.Length; i++)
        {
            byte[] expected = [.. Enumerable.Range(0, Size * Size).Select(pixel => Pixel(images[i], pixel / Size, pixel % Size))];
            Assert.That(set.Image(i).ToArray(), Is.EqualTo(expected), $"{set.Name} {i}");
        }
    }

    private void Refused(string complaint, params byte[][] variables)
    {
        Write(false, false, variables);
        Assert.That(
            () => Datasets.Open("tfd", _folder.Path),
            Throws.TypeOf<InvalidFileException>().With.Message.StartsWith(_folder.File($"tfd/{TfdDataset.FileName}") + ":").And.Message.Contains(complaint));
    }

    private void Write(bool bigEndian, bool zipped, params byte[][] variables)
    {
        Directory.CreateDirectory(_folder.File("tfd"));
        File.WriteAllBytes(
            _folder.File($"tfd/{TfdDataset.FileName}"),
            MatFile(bigEndian, zipped ? variables.Select(variable => Compress(bigEndian, variable)) : variables));
    }
}
