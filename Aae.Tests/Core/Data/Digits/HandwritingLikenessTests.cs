using System.Numerics.Tensors;
using Aae.Core.Data.Digits;

namespace Aae.Tests.Core.Data.Digits;

/// <summary>
/// The digits resemble MNIST enough for the same recipes: its training images have mean intensity 0.131 and deviation
/// 0.308, ink about 20 pixels high, and its 1-nearest-neighbour accuracy from 2000 examples is 0.91.
/// </summary>
[Category("Unit")]
internal sealed class HandwritingLikenessTests
{
    private const int Size = BuiltInDigits.Size;
    private const int Pixels = Size * Size;
    private const int Train = 2000;
    private const int Test = 500;

    private byte[] _images = [];
    private byte[] _labels = [];

    [OneTimeSetUp]
    public void Draw() => (_images, _labels) = Sheet.Render(1, 0, Train + Test);

    [Test]
    public void Ink_has_about_the_intensity_of_MNIST()
    {
        double mean = _images.Average(pixel => pixel / 255.0);
        double deviation = Math.Sqrt(_images.Average(pixel => pixel / 255.0 * (pixel / 255.0)) - (mean * mean));

        Assert.That(mean, Is.InRange(0.12, 0.14));
        Assert.That(deviation, Is.InRange(0.29, 0.32));
    }

    [Test]
    public void Every_image_has_full_ink_and_no_more_than_a_broad_pen_would_leave()
    {
        foreach (byte[] image in _images.Chunk(Pixels))
        {
            Assert.That(image.Max(), Is.GreaterThan(235));
            Assert.That(image.Average(pixel => pixel / 255.0), Is.InRange(0.02, 0.30));
        }
    }

    [Test]
    public void Ink_never_touches_the_border()
    {
        for (int i = 0; i < _images.Length; i++)
        {
            int row = i % Pixels / Size;
            int column = i % Size;
            if (row is 0 or Size - 1 || column is 0 or Size - 1)
            {
                Assert.That(_images[i], Is.Zero);
            }
        }
    }

    [Test]
    public void Ink_is_about_20_pixels_high_and_centred_by_its_mass()
    {
        var heights = new List<double>();
        var offsets = new List<double>();
        foreach (byte[] image in _images.Chunk(Pixels))
        {
            int[] inked = [.. Enumerable.Range(0, Size).Where(row => image.AsSpan(row * Size, Size).ContainsAnyInRange((byte)128, (byte)255))];
            heights.Add(inked[^1] - inked[0] + 1);

            double mass = image.Sum(pixel => pixel);
            double x = image.Select((pixel, i) => pixel * ((i % Size) + 0.5)).Sum() / mass;
            double y = image.Select((pixel, i) => pixel * ((i / Size) + 0.5)).Sum() / mass;
            offsets.Add(Math.Max(Math.Abs(x - (Size / 2.0)), Math.Abs(y - (Size / 2.0))));
        }

        Assert.That(heights.Average(), Is.InRange(18.5, 20.5));
        Assert.That(heights, Is.All.InRange(16.0, 22.0));
        Assert.That(offsets.Average(), Is.LessThan(0.5));
        Assert.That(offsets, Is.All.LessThan(2.0));
    }

    /// <summary>Well above chance, so that classes are classes; well below 1, so that there is something to learn.</summary>
    [Test]
    public void A_nearest_neighbour_tells_the_classes_apart_about_as_well_as_on_MNIST()
    {
        float[][] images = Floats();
        int right = 0;
        foreach (int test in Enumerable.Range(Train, Test))
        {
            int nearest = Enumerable.Range(0, Train).MinBy(train => TensorPrimitives.Distance(images[test], images[train]));
            right += _labels[nearest] == _labels[test] ? 1 : 0;
        }

        Assert.That(right / (double)Test, Is.InRange(0.93, 0.985));
    }

    /// <summary>A class is more than one shape blurred: its mean image alone does not suffice.</summary>
    [Test]
    public void A_nearest_centroid_tells_the_classes_apart_less_well()
    {
        float[][] images = Floats();
        float[][] centroids = [.. Enumerable.Range(0, BuiltInDigits.Classes).Select(_ => new float[Pixels])];
        int[] counts = new int[BuiltInDigits.Classes];
        for (int i = 0; i < Train; i++)
        {
            TensorPrimitives.Add(centroids[_labels[i]], images[i], centroids[_labels[i]]);
            counts[_labels[i]]++;
        }

        for (int digit = 0; digit < BuiltInDigits.Classes; digit++)
        {
            TensorPrimitives.Divide(centroids[digit], counts[digit], centroids[digit]);
        }

        int right = Enumerable.Range(Train, Test).Count(test =>
            Enumerable.Range(0, BuiltInDigits.Classes).MinBy(digit => TensorPrimitives.Distance(images[test], centroids[digit])) == _labels[test]);

        Assert.That(right / (double)Test, Is.InRange(0.78, 0.92));
    }

    private float[][] Floats() => [.. _images.Chunk(Pixels).Select(image => Array.ConvertAll(image, pixel => pixel / 255f))];
}
