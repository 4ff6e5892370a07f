using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class FileSamplesTests
{
    private TemporaryFolder _folder = null!;

    private string FilePath => _folder.File("samples.npy");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_file_scores_as_what_lies_in_it([Values] bool images)
    {
        var samples = new Tensor(new Shape(SampleSource.BlockRows + 40, 16));
        new RandomStream(1, 1).FillUniform(samples.Span, step: 0);
        Npy.Write(FilePath, images ? samples.Reshape(new Shape(samples.Shape.Rows, 4, 4)) : samples);
        LikelihoodReport fromFile = ParzenWindow.Estimate(SampleSource.OfFile(FilePath), SmallRun.Data());
        LikelihoodReport inMemory = ParzenWindow.Estimate(SampleSource.Of("memory", samples), SmallRun.Data());
        Assert.That(fromFile.Grid, Is.EqualTo(inMemory.Grid));
        Assert.That((fromFile.Samples, fromFile.SampleCount), Is.EqualTo((FilePath, samples.Shape.Rows)));
        File.Delete(FilePath); // it is not held any more
    }

    [Test]
    public void Samples_in_colour_are_held_by_their_channels()
    {
        float[] planes = [.. Enumerable.Range(0, SampleSource.BlockRows + 40).SelectMany(n => Enumerable.Range(0, 18).Select(i => (n + i) % 64 / 64f))];
        float[] pixels = [.. planes.Select((_, i) => planes[i / 18 * 18 + i % 3 * 6 + i % 18 / 3])];
        Npy.Write(FilePath, new Tensor(new Shape(planes.Length / 18, 2, 3, 3), pixels));
        SampleSource source = SampleSource.OfFile(FilePath);
        float[] read = [.. source.Read(0, SampleSource.BlockRows).Span, .. source.Read(SampleSource.BlockRows, 40).Span];
        Assert.That(read, Is.EqualTo(planes));
    }

    [TestCase(1.5f, "1.5")]
    [TestCase(-0.25f, "-0.25")]
    [TestCase(float.NaN, "NaN")]
    public void A_number_outside_0_to_1_is_named(float value, string shown)
    {
        var samples = new Tensor(new Shape(SampleSource.BlockRows + 40, 16));
        samples.Row(SampleSource.BlockRows + 7)[5] = value;
        Npy.Write(FilePath, samples);
        Assert.That(
            () => ParzenWindow.Estimate(SampleSource.OfFile(FilePath), SmallRun.Data()),
            Throws.TypeOf<InvalidFileException>().With.Message.EqualTo(
                $"{FilePath}: sample 967 holds {shown} at place 5; allowed are numbers from 0 to 1, as pixels divided by 255"));
    }

    [Test]
    public void Images_of_another_shape_are_refused_though_they_have_as_many_numbers()
    {
        Npy.Write(FilePath, new Tensor(new Shape(5, 2, 8)));
        Assert.That(
            () => SampleSource.OfFile(FilePath).RequireSizeOf(SmallRun.Data().Test),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{FilePath}: the samples are images of 2 × 8 × 1, those of test of 4 × 4 × 1"));
    }

    [TestCase(16)]
    [TestCase(0, 16)]
    [TestCase(5, 2, 4, 2)]
    public void An_array_without_samples_is_refused(params int[] sizes)
    {
        Npy.Write(FilePath, new Tensor(new Shape(sizes)));
        Assert.That(() => SampleSource.OfFile(FilePath), Throws.TypeOf<InvalidFileException>().With.Message.Contains("holds no samples; allowed is [n, pixels]"));
    }

    [Test]
    public void Samples_of_another_size_are_refused()
    {
        Npy.Write(FilePath, new Tensor(new Shape(3, 5, 5)));
        Assert.That(
            () => ParzenWindow.Estimate(SampleSource.OfFile(FilePath), SmallRun.Data()),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{FilePath}: the samples have 25 numbers, the images of test 16"));
    }
}
