using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Tests.Core.Data;

/// <summary>Data sets and images from files of one's own.</summary>
[Category("Unit")]
internal sealed class OwnDataTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_table_is_split_into_eight_one_and_one_tenth_in_the_order_of_the_file()
    {
        Dataset data = Datasets.Open(Table(Enumerable.Range(0, 47).Select(i => $"{i},{-i},{i % 3}"), "a,b,label"));
        float[] all = [.. new[] { data.Train, data.Validation, data.Test }.SelectMany(First)];

        Assert.That((data.Name, data.Train.Name, data.Classes), Is.EqualTo(("table", "table/train", 3)));
        Assert.That((data.Train.Count, data.Validation.Count, data.Test.Count), Is.EqualTo((39, 4, 4)));
        Assert.That((data.Train.Height, data.Train.Width, data.Train.Channels), Is.EqualTo((1, 2, 1)));
        Assert.That(all.Distinct().Count(), Is.EqualTo(47), "each row is in one split");
        foreach (ImageSet split in new[] { data.Train, data.Validation, data.Test })
        {
            Assert.That(First(split), Is.Ordered.Ascending);
        }

        Assert.That(First(data.Train).Max(), Is.GreaterThan(First(data.Test).Min()), "the rows are drawn, not cut off the end");
        Assert.That(Datasets.Open(_folder.File("table.csv")).Test.Gather(0, 4).Span.ToArray(), Is.EqualTo(data.Test.Gather(0, 4).Span.ToArray()), "always the same");
    }

    [Test]
    public void Columns_are_scaled_by_the_training_rows_and_constants_become_0()
    {
        Dataset data = Datasets.Open(Table(Enumerable.Range(0, 30).Select(i => $"{100 + 2 * i},5,{i}"), "a,b,label"));
        float[] train = data.Train.Gather(0, data.Train.Count).Span.ToArray();
        int least = data.Train.Labels.ToArray().Min();
        int greatest = data.Train.Labels.ToArray().Max();

        Assert.That(First(data.Train).Min(), Is.Zero);
        Assert.That(First(data.Train).Max(), Is.EqualTo(1));
        Assert.That(train.Where((_, i) => i % 2 == 1), Is.All.Zero);
        for (int i = 0; i < data.Test.Count; i++)
        {
            Assert.That(First(data.Test)[i], Is.EqualTo((data.Test.Label(i) - least) / (float)(greatest - least)).Within(1e-6f));
        }
    }

    [TestCase("a,label\n1,0\n2,1.5\n", "line 3, column 2: the label 1.5: allowed is a whole number from 0 to 255")]
    [TestCase("a,label\n1,256\n", "line 2, column 2: the label 256: allowed is a whole number from 0 to 255")]
    [TestCase("label\n1\n", "the table has no column beside 'label'")]
    [TestCase("a\n1\n2\n", "2 rows are too few for a training, a validation and a test split; 10 or more are needed")]
    public void A_table_that_is_no_data_set_is_refused(string text, string message)
    {
        string path = _folder.File("table.csv");
        File.WriteAllText(path, text);
        Assert.That(() => Datasets.Open(path), Throws.InstanceOf<AaeException>().With.Message.EqualTo($"{path}: {message}"));
    }

    [Test]
    public void An_array_of_images_is_taken_as_it_is()
    {
        string path = Array(new Shape(20, 3, 4), i => i % 7 / 6f);
        Dataset data = Datasets.Open(path);
        Assert.That((data.Train.Count, data.Train.Height, data.Train.Width, data.Classes), Is.EqualTo((16, 3, 4, 0)));
        Assert.That(data.Train.Gather(0, 16).Span.ToArray().Distinct().Order(), Is.EqualTo(Enumerable.Range(0, 7).Select(i => i / 6f)));
        Assert.That(data.Scale, Is.Null);
    }

    [Test]
    public void Images_in_colour_are_read_with_the_channels_first_or_last()
    {
        // Pixel p of channel c of image n is n · 18 + c · 6 + p, in 128ths.
        string first = Array(new Shape(20, 3, 2, 3), i => i % 128 / 128f);
        string last = Array(new Shape(20, 2, 3, 3), i => (i / 18 * 18 + i % 3 * 6 + i % 18 / 3) % 128 / 128f);
        Dataset expected = Datasets.Open(first);
        Assert.That((expected.Train.Height, expected.Train.Width, expected.Train.Channels), Is.EqualTo((2, 3, 3)));
        Assert.That(expected.Train.Gather(0, 1).Span.ToArray(), Is.EqualTo(Enumerable.Range(0, 18).Select(i => (expected.Train.Gather(0, 1).Span[0] * 128 + i) % 128 / 128f)));
        Assert.That(Rows(Datasets.Open(last).Train), Is.EqualTo(Rows(expected.Train)));
        Assert.That(Rows(ImageFile.Read(last, 2, 3, 3)), Is.EqualTo(Rows(ImageFile.Read(first, 2, 3, 3))));
        Assert.That(Datasets.InfoOfOwn(last).Channels, Is.EqualTo(3));
        Assert.That(Datasets.InfoOfOwn(Array(new Shape(20, 3, 1, 4), _ => 0)).Description, Is.EqualTo("images of one's own"));
        Assert.That(
            () => ImageFile.Read(last, 2, 3, 1),
            Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{last}: images of 2 × 3 × 3; the model reads images of 2 × 3 × 1"));
    }

    [Test]
    public void IDX_files_hold_colours_too()
    {
        byte[] pixels = [.. Enumerable.Range(0, 13 * 18).Select(i => (byte)i)];
        Idx.Write(_folder.File("train-images-idx3-ubyte"), new IdxArray(IdxElement.UInt8, [13, 2, 3, 3], pixels));
        _folder.WriteLabels("train-labels-idx1-ubyte", new byte[13]);
        Idx.Write(_folder.File("t10k-images-idx3-ubyte"), new IdxArray(IdxElement.UInt8, [3, 3, 2, 3], pixels[..54]));
        _folder.WriteLabels("t10k-labels-idx1-ubyte", new byte[3]);
        Dataset data = Datasets.Open(_folder.Path);
        Assert.That(data.Train.Image(1).ToArray(), Is.EqualTo(Enumerable.Range(0, 18).Select(i => 18 + i % 6 * 3 + i / 6)));
        Assert.That(data.Test.Image(1).ToArray(), Is.EqualTo(Enumerable.Range(18, 18)));
        Assert.That(ImageFile.Read(_folder.File("train-images-idx3-ubyte"), 2, 3, 3).Image(1).ToArray(), Is.EqualTo(data.Train.Image(1).ToArray()));

        _folder.WriteImages("t10k-images-idx3-ubyte", 3, 2, 3);
        Assert.That(
            () => Datasets.Open(_folder.Path),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("images of 2 × 3 × 1, but train-images-idx3-ubyte has 2 × 3 × 3"));
        Idx.Write(_folder.File("t10k-images-idx3-ubyte"), new IdxArray(IdxElement.UInt8, [3, 2, 3, 2], pixels[..36]));
        Assert.That(
            () => Datasets.Open(_folder.Path),
            Throws.TypeOf<InvalidFileException>().With.Message.EndsWith("images are UInt8 [n, height, width], [n, 3, height, width] or [n, height, width, 3], not UInt8 [3, 2, 3, 2]"));
    }

    [Test]
    public void An_array_that_is_neither_vectors_nor_images_is_refused()
    {
        Assert.That(() => Datasets.Open(Array(new Shape(20, 3, 4), _ => 1.5f)), Throws.TypeOf<InvalidFileException>().With.Message.Contains("row 0 holds 1.5; allowed are for images numbers from 0 to 1"));
        Assert.That(() => Datasets.Open(Array(new Shape(20, 3), _ => float.NaN)), Throws.TypeOf<InvalidFileException>().With.Message.Contains("row 0 holds NaN; allowed are finite numbers"));
        Assert.That(() => Datasets.Open(Array(new Shape(20), _ => 0)), Throws.TypeOf<InvalidFileException>().With.Message.Contains("an array [20] is none of vectors [n, d]"));
        Assert.That(
            () => Datasets.Open(Array(new Shape(20, 2, 4, 4), _ => 0)),
            Throws.TypeOf<InvalidFileException>().With.Message.EndsWith("an array [20, 2, 4, 4] is none of vectors [n, d] or of images [n, height, width], [n, 3, height, width] or [n, height, width, 3]"));
        Assert.That(() => Datasets.Open(_folder.File("absent.npy")), Throws.TypeOf<InvalidFileException>().With.Message.EndsWith("no such file"));
    }

    [Test]
    public void A_folder_of_IDX_files_is_a_data_set_of_any_size_and_number_of_classes()
    {
        _folder.WriteImages("train-images-idx3-ubyte", 13, 5, 7);
        _folder.WriteLabels("train-labels-idx1-ubyte", [.. Enumerable.Range(0, 13).Select(i => (byte)(i % 4))]);
        _folder.WriteImages("t10k-images-idx3-ubyte.gz", 3, 5, 7);
        Assert.That(() => Datasets.Open(_folder.Path), Throws.TypeOf<AaeException>().With.Message.StartsWith($"{_folder.Path}: has no t10k-labels-idx1-ubyte"));
        _folder.WriteLabels("t10k-labels-idx1-ubyte", 0, 5, 1);

        Dataset data = Datasets.Open(_folder.Path);
        Assert.That((data.Train.Count, data.Validation.Count, data.Test.Count, data.Classes), Is.EqualTo((11, 2, 3, 6)));
        Assert.That((data.Train.Height, data.Train.Width, data.Name), Is.EqualTo((5, 7, Path.GetFileName(_folder.Path))));
    }

    [Test]
    public void A_name_that_is_neither_known_nor_a_path_is_answered_with_what_is_allowed() => Assert.That(
        () => Datasets.Open("nope"), Throws.TypeOf<AaeException>().With.Message.StartsWith("there is no data set \"nope\"; known are digits, mnist, svhn, faces, tfd, and a path"));

    [Test]
    public void Images_of_one_s_own_are_read_by_the_ending_of_the_file()
    {
        _folder.WriteImages("four.idx", 4, 3, 4);
        Png.Write(_folder.File("one.png"), [.. Enumerable.Range(0, 12).Select(i => (byte)i)], 4, 3, 1);
        float[] flat = ImageFile.Read(Array(new Shape(2, 12), i => i / 24f), 3, 4, 1).Gather(0, 2).Span.ToArray();

        Assert.That(flat, Is.EqualTo(Enumerable.Range(0, 24).Select(i => i / 24f)));
        Assert.That(ImageFile.Read(Array(new Shape(2, 3, 4), i => i / 24f), 3, 4, 1).Gather(0, 2).Span.ToArray(), Is.EqualTo(flat));
        Assert.That(ImageFile.Read(_folder.File("four.idx"), 3, 4, 1).Count, Is.EqualTo(4));
        Assert.That(ImageFile.Read(_folder.File("one.png"), 3, 4, 1).Image(0).ToArray(), Is.EqualTo(Enumerable.Range(0, 12)));
    }

    [Test]
    public void A_picture_s_colours_become_planes()
    {
        Png.Write(_folder.File("colour.png"), [1, 2, 3, 4, 5, 6], 2, 1, 3);
        Assert.That(ImageFile.Read(_folder.File("colour.png"), 1, 2, 3).Image(0).ToArray(), Is.EqualTo(new byte[] { 1, 4, 2, 5, 3, 6 }));
    }

    [Test]
    public void Images_of_another_size_are_refused_with_both()
    {
        _folder.WriteImages("four.idx", 4, 3, 4);
        Png.Write(_folder.File("one.png"), new byte[12], 4, 3, 1);
        foreach ((string path, string found) in new[]
        {
            (_folder.File("four.idx"), "UInt8 [4, 3, 4]"),
            (_folder.File("one.png"), "a picture of 3 × 4 × 1"),
            (Array(new Shape(2, 3, 4), _ => 0), "images of 3 × 4 × 1"),
        })
        {
            Assert.That(() => ImageFile.Read(path, 4, 4, 1), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{path}: {found}; the model reads images of 4 × 4 × 1"));
        }

        string rows = Array(new Shape(2, 12), _ => 2);
        Assert.That(() => ImageFile.Read(rows, 1, 13, 1), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{rows}: rows of 12 numbers; the model reads vectors of 13 numbers"));
        Assert.That(() => ImageFile.Read(rows, 3, 4, 1), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{rows}: it holds 2; the model reads numbers from 0 to 1"));
    }

    [Test]
    public void Vectors_of_one_s_own_are_scaled_as_the_data_set_was()
    {
        Dataset data = Datasets.Open(Table(Enumerable.Range(0, 30).Select(i => $"{100 + 2 * i},{i * i},{i % 2}"), "a,b,label"));
        File.WriteAllText(_folder.File("new.csv"), "a,b,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{100 + 2 * i},{i * i},0\n")));
        float[][] rows = Rows(ImageFile.Read(_folder.File("new.csv"), 1, 2, 1, data.Scale));
        Assert.That(Rows(data.Train), Is.SubsetOf(rows));
    }

    private static float[][] Rows(ImageSet set) => [.. Enumerable.Range(0, set.Count).Select(i => set.Gather(i, 1).Span.ToArray())];

    private static float[] First(ImageSet set) => [.. Rows(set).Select(row => row[0])];

    private string Table(IEnumerable<string> lines, string header)
    {
        File.WriteAllLines(_folder.File("table.csv"), [header, .. lines]);
        return _folder.File("table.csv");
    }

    private string Array(Shape shape, Func<int, float> value)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.npy");
        Npy.Write(path, new Tensor(shape, [.. Enumerable.Range(0, shape.Count).Select(value)]));
        return path;
    }
}
