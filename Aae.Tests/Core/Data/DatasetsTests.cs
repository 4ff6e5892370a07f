using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class DatasetsTests
{
    private static readonly DatasetSource s_tiny = TestFolder.Source(
        [new("train-images", 0, ""), new("train-labels", 0, ""), new("t10k-images", 0, ""), new("t10k-labels", 0, "")]);

    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_first_train_and_the_last_validate()
    {
        IdxArray images = WriteTiny();
        Dataset tiny = Load(new SplitSizes(5, 2, 2));

        Assert.That((tiny.Name, tiny.Classes), Is.EqualTo(("tiny", 10)));
        Assert.That((tiny.Train.Count, tiny.Validation.Count, tiny.Test.Count), Is.EqualTo((5, 2, 2)));
        Assert.That((tiny.Train.Name, tiny.Validation.Name, tiny.Test.Name), Is.EqualTo(("tiny/train", "tiny/validation", "tiny/test")));
        Assert.That((tiny.Train.Height, tiny.Train.Width, tiny.Train.Channels, tiny.Train.Pixels), Is.EqualTo((4, 3, 1, 12)));
        Assert.That(tiny.Train.Labels.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
        Assert.That(tiny.Validation.Labels.ToArray(), Is.EqualTo(new byte[] { 7, 8 }));
        Assert.That(tiny.Test.Labels.ToArray(), Is.EqualTo(new byte[] { 9, 0 }));
        Assert.That(tiny.Validation.Image(1).ToArray(), Is.EqualTo(images.Bytes[^12..]));
    }

    [Test]
    public void More_images_than_there_are_cannot_be_asked()
    {
        WriteTiny();
        Assert.That(() => Load(new SplitSizes(7, 2, 1)), Throws.TypeOf<AaeException>().With.Message.Contains("8 images, fewer than the 9"));
        Assert.That(() => Load(new SplitSizes(int.MaxValue, int.MaxValue, 1)), Throws.TypeOf<AaeException>());
        Assert.That(() => Load(new SplitSizes(1, 1, 4)), Throws.TypeOf<AaeException>().With.Message.Contains("t10k-images"));
        Assert.That(() => Datasets.Open("digits", sizes: new SplitSizes(0, 1, 1)), Throws.TypeOf<AaeException>());
        Assert.That(() => Datasets.Open("digits", sizes: new SplitSizes(1, -1, 1)), Throws.TypeOf<AaeException>());
    }

    [Test]
    public void Files_that_do_not_agree_are_named()
    {
        WriteTiny();
        _folder.WriteLabels("train-labels", 1, 2, 3);
        Refused("train-images.gz", "8 images, but train-labels has 3 labels");

        WriteTiny();
        _folder.WriteLabels("t10k-labels", 1, 10, 3);
        Refused("t10k-labels", "label 1 is 10");

        WriteTiny();
        _folder.WriteImages("t10k-images", 3, height: 5);
        Refused("t10k-images", "images of 5 × 3 × 1, but train-images.gz has 4 × 3 × 1");

        WriteTiny();
        Idx.Write(_folder.File("t10k-labels"), new IdxArray(IdxElement.Int16, [3], new byte[6]));
        Refused("t10k-labels", "not Int16 on 1");

        WriteTiny();
        _folder.WriteLabels("t10k-images", 1, 2, 3);
        Refused("t10k-images", "not UInt8 [3]");

        WriteTiny();
        File.WriteAllBytes(_folder.File("train-images.gz"), [0x1F, 0x8B, 8]);
        Refused("train-images.gz", "gzip");
    }

    [Test]
    public void Missing_files_are_explained_in_one_line()
    {
        string folder = Path.Combine(_folder.Path, "mnist");
        AaeException error = Assert.Throws<AaeException>(() => Datasets.Open("mnist", _folder.Path))!;
        Assert.That(error.Message, Does.Contain(folder).And.Contain("aae data fetch mnist").And.Contain("--data-dir").And.Contain("AAE_DATA").And.Not.Contain("\n"));

        WriteTiny();
        File.Delete(_folder.File("t10k-labels"));
        Assert.That(() => Load(new SplitSizes(1, 1, 1)), Throws.TypeOf<AaeException>().With.Message.Contains("t10k-labels"));
    }

    [Test]
    public void Faces_that_nobody_publishes_are_checked_and_never_downloaded()
    {
        AaeException missing = Assert.Throws<AaeException>(() => new DatasetFetcher().Fetch("faces", _folder.Path))!;
        Assert.That(missing.Message, Does.Contain("no train-images-idx3-ubyte or").And.Contain("no public mirror").And.Not.Contain("data fetch"));

        Directory.CreateDirectory(_folder.File("faces"));
        _folder.WriteImages("faces/train-images-idx3-ubyte", 3);
        AaeException other = Assert.Throws<AaeException>(() => new DatasetFetcher().Fetch("faces", _folder.Path))!;
        Assert.That(other.Message, Does.Contain("train-images-idx3-ubyte has the SHA-256").And.Contain("no public mirror").And.Not.Contain("\n"));
    }

    [Test]
    public void A_listing_says_what_is_there()
    {
        Assert.That(Datasets.Names, Is.EqualTo(["digits", "mnist", "svhn", "faces", "tfd"]));
        DatasetInfo absent = Datasets.Info("mnist", _folder.Path);
        Assert.That((absent.IsPresent, absent.Folder, absent.IsBuiltIn), Is.EqualTo((false, _folder.File("mnist"), false)));
        Assert.That((absent.Sizes, absent.Height, absent.Width, absent.Channels, absent.Classes), Is.EqualTo((new SplitSizes(50_000, 10_000, 10_000), 28, 28, 1, 10)));

        Directory.CreateDirectory(absent.Folder!);
        foreach ((int i, DatasetFile file) in Datasets.Find("mnist").Files!.All.Index())
        {
            Assert.That(Datasets.Info("mnist", _folder.Path).IsPresent, Is.False);
            File.WriteAllText(Path.Combine(absent.Folder!, file.Name + (i % 2 == 0 ? ".gz" : "")), "");
        }

        Assert.That(Datasets.Info("mnist", _folder.Path).IsPresent, Is.True);
        Assert.That((Datasets.Info("digits").IsPresent, Datasets.Info("digits").Folder), Is.EqualTo((true, (string?)null)));
        Assert.That(() => Datasets.Info("nist"), Throws.TypeOf<AaeException>().With.Message.Contains("\"nist\"").And.Message.Contains("digits, mnist"));
    }

    [Test]
    [NonParallelizable]
    public void The_folder_is_the_given_one_then_the_variables_then_the_users()
    {
        string? before = Environment.GetEnvironmentVariable(DataFolder.Variable);
        try
        {
            Environment.SetEnvironmentVariable(DataFolder.Variable, "/from/variable");
            Assert.That(DataFolder.Resolve("/given"), Is.EqualTo("/given"));
            Assert.That(DataFolder.Resolve(null), Is.EqualTo("/from/variable"));
            Assert.That(DataFolder.Resolve(""), Is.EqualTo("/from/variable"));
            Environment.SetEnvironmentVariable(DataFolder.Variable, "");
            Assert.That(DataFolder.Resolve(null), Does.EndWith(Path.Combine("aae", "data")).And.Not.EqualTo(Path.Combine("aae", "data")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(DataFolder.Variable, before);
        }
    }

    [Test]
    public void Digits_are_a_pure_function_of_the_seed_and_share_no_image()
    {
        var sizes = new SplitSizes(30, 20, 20);
        Dataset first = Datasets.Open("digits", sizes: sizes, seed: 3);
        Dataset again = Datasets.Open("digits", sizes: sizes with { Train = 10, Test = 5 }, seed: 3);
        Dataset other = Datasets.Open("digits", sizes: sizes, seed: 4);

        Assert.That((first.Train.Count, first.Validation.Count, first.Test.Count, first.Classes), Is.EqualTo((30, 20, 20, 10)));
        Assert.That(Images(first.Train).Take(10), Is.EqualTo(Images(again.Train)), "the size of a split does not change its images");
        Assert.That(Images(first.Test).Take(5), Is.EqualTo(Images(again.Test)), "nor those of another");
        Assert.That(Images(other.Train), Is.Not.EqualTo(Images(first.Train)));
        string[] all = [.. Images(first.Train), .. Images(first.Validation), .. Images(first.Test)];
        Assert.That(all, Is.Unique);
        Assert.That(first.Train.Labels.ToArray().Concat(first.Test.Labels.ToArray()).Distinct().Count(), Is.EqualTo(10));
    }

    [Test]
    public void More_digits_than_memory_can_hold_are_refused() => Assert.That(
        () => Datasets.Open("digits", sizes: new SplitSizes(int.MaxValue, 1, 1)), Throws.TypeOf<AaeException>().With.Message.Contains("at most"));

    private static IEnumerable<string> Images(ImageSet set) => Enumerable.Range(0, set.Count).Select(i => $"{set.Label(i)}:{Convert.ToHexString(set.Image(i))}");

    private IdxArray WriteTiny()
    {
        _folder.WriteLabels("train-labels", 1, 2, 3, 4, 5, 6, 7, 8);
        _folder.WriteImages("t10k-images", 3);
        _folder.WriteLabels("t10k-labels", 9, 0, 1);
        return _folder.WriteImages("train-images.gz", 8);
    }

    private Dataset Load(SplitSizes sizes) => IdxDataset.Load(s_tiny, _folder.Path, sizes);

    private void Refused(string file, string complaint) => Assert.That(
        () => Load(new SplitSizes(1, 1, 1)),
        Throws.TypeOf<InvalidFileException>().With.Message.StartsWith(_folder.File(file) + ":").And.Message.Contains(complaint));
}
