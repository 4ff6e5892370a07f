using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using static Aae.Tests.Core.Data.SvhnFiles;
using static Aae.Tests.Core.Formats.MatBytes;

namespace Aae.Tests.Core.Data;

/// <summary>The Street View House Numbers, on made files of their shape.</summary>
[Category("Unit")]
internal sealed class SvhnTests
{
    private const string Train = "train_32x32.mat";
    private const string Test = "test_32x32.mat";
    private static readonly SplitSizes s_sizes = new(3, 2, 4);
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_first_and_the_last_of_the_training_file_are_two_splits_and_10_is_the_digit_0()
    {
        Write(_folder, Train, Images(7, Pixel), Labels(1, 10, 3, 4, 5, 9, 10));
        Write(_folder, Test, Labels(2, 10, 2, 7), Images(4, Pixel)); // the order of variables does not matter
        Dataset svhn = Datasets.Open("svhn", _folder.Path, s_sizes);
        Assert.That((svhn.Train.Height, svhn.Train.Width, svhn.Train.Channels, svhn.Classes), Is.EqualTo((32, 32, 3, 10)));
        Assert.That((svhn.Train.Name, svhn.Validation.Name, svhn.Test.Name), Is.EqualTo(("svhn/train", "svhn/validation", "svhn/test")));
        AssertHolds(svhn.Train, (0, 1), (1, 0), (2, 3));
        AssertHolds(svhn.Validation, (5, 9), (6, 0));
        AssertHolds(svhn.Test, (0, 2), (1, 0), (2, 2), (3, 7));
    }

    [Test]
    public void What_is_no_such_file_is_one_clear_line()
    {
        Refused("has no variable 'X'; it has 'y'", Labels(1, 2, 3, 4, 5));
        Refused("has no variable 'y'; it has 'X'", Images(5, Pixel));
        Refused("variable 'X' has uint8 [32, 32, 3, count], not double [2, 2]", Variable(false, "X", MatClass.Double, [2, 2], new double[4]), Labels(1, 2, 3, 4, 5));
        Refused("variable 'y' has numbers [5, 1], one for each image, not uint8 [4, 1]", Images(5, Pixel), Labels(1, 2, 3, 4));
        Refused("variable 'y' has 0 for image 1; allowed is a whole number from 1 to 10, which stands for 0", Images(5, Pixel), Labels(1, 0, 3, 4, 5));
        Refused("variable 'y' has 11 for image 4", Images(5, Pixel), Labels(1, 2, 3, 4, 11));
        Refused("variable 'y' has 2.5 for image 0", Images(5, Pixel), Variable(false, "y", MatClass.Double, [5, 1], [2.5, 1, 1, 1, 1]));
        Refused("variable 'y' has NaN for image 0", Images(5, Pixel), Variable(false, "y", MatClass.Double, [5, 1], [double.NaN, 1, 1, 1, 1]));
    }

    [Test]
    public void Fewer_images_than_are_asked_are_counted()
    {
        Write(_folder, Train, Images(4, Pixel), Labels(1, 2, 3, 4));
        Write(_folder, Test, Images(4, Pixel), Labels(1, 2, 3, 4));
        Assert.That(
            () => Datasets.Open("svhn", _folder.Path, s_sizes),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{_folder.File($"svhn/{Train}")}: 4 images, fewer than the 5 that are asked"));
    }

    [Test]
    public void Missing_files_are_named_with_the_way_to_get_them()
    {
        Assert.That(Datasets.Info("svhn", _folder.Path).IsPresent, Is.False);
        Write(_folder, Train, Images(5, Pixel), Labels(1, 2, 3, 4, 5));
        Assert.That(
            () => Datasets.Open("svhn", _folder.Path),
            Throws.TypeOf<AaeException>().With.Message.StartsWith($"svhn: {_folder.File("svhn")} has no {Test}; fetch it with 'aae data fetch svhn', or"));
        Write(_folder, Test, Images(4, Pixel), Labels(1, 2, 3, 4));
        Assert.That(Datasets.Info("svhn", _folder.Path).IsPresent, Is.True);
    }

    // No two pixels of the images at one place are alike, nor are neighbours in any direction, nor channels.
    private static byte Pixel(int image, int row, int column, int channel) => (byte)(image * 31 + row * 5 + column * 7 + channel * 83);

    private static void AssertHolds(ImageSet set, params (int Image, int Digit)[] expected)
    {
        Assert.That(set.Labels.ToArray(), Is.EqualTo(expected.Select(item => item.Digit)));
        for (int i = 0; i < expected.Length; i++)
        {
            byte[] planes = [.. Enumerable.Range(0, set.Pixels).Select(p => Pixel(expected[i].Image, p / 32 % 32, p % 32, p / 1024))];
            Assert.That(set.Image(i).ToArray(), Is.EqualTo(planes), $"{set.Name} {i}");
        }
    }

    private void Refused(string complaint, params byte[][] variables)
    {
        Write(_folder, Train, variables);
        Write(_folder, Test, Images(4, Pixel), Labels(1, 2, 3, 4));
        Assert.That(
            () => Datasets.Open("svhn", _folder.Path, s_sizes),
            Throws.TypeOf<InvalidFileException>().With.Message.StartsWith(_folder.File($"svhn/{Train}") + ":").And.Message.Contains(complaint));
    }
}
