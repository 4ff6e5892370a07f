using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

/// <summary>The nearest images of a data set, in more than one block.</summary>
[Category("Unit")]
internal sealed class NearestImagesTests
{
    private const int Pixels = 12;

    private static readonly ImageSet s_among = Random(2300, stream: 1);

    [Test]
    public void They_are_those_of_a_search_one_by_one([Values(1, 3)] int threads)
    {
        Tensor images = Random(40, stream: 2).Gather(0, 40);

        var nearest = NearestImages.Find(images, s_among, new WorkerTeam(threads));

        for (int i = 0; i < 40; i++)
        {
            double[] distances = [.. Enumerable.Range(0, s_among.Count).Select(j => Distance(images.Row(i), s_among.Gather(j, 1).Span))];
            Assert.That(nearest.Places[i], Is.EqualTo(Array.IndexOf(distances, distances.Min())), $"image {i}");
            Assert.That(nearest.Distances[i], Is.EqualTo(distances.Min()).Within(1e-5), $"image {i}");
        }
    }

    [Test]
    public void A_copy_lies_on_its_original()
    {
        int[] places = [2299, 0, 1000, 999];
        var copies = new Tensor(new Shape(places.Length, Pixels));
        s_among.Gather(places, copies);

        var nearest = NearestImages.Find(copies, s_among);

        Assert.That(nearest.Places, Is.EqualTo(places));
        Assert.That(nearest.Distances, Is.All.Zero);
        Assert.That(nearest.ImagesOf(s_among).Span.SequenceEqual(copies.Span));
    }

    [Test]
    public void Images_of_another_size_are_refused() => Assert.That(
        () => NearestImages.Find(new Tensor(new Shape(2, Pixels + 1)), s_among), Throws.TypeOf<AaeException>().With.Message.Contains("of 12 pixels (small)"));

    private static ImageSet Random(int count, uint stream)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * Pixels).Select(i => (byte)new RandomStream(5, stream).Block(0, (uint)i).R0)];
        return new ImageSet("small", 3, 4, 1, pixels);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Pow((double)a[i] - b[i], 2);
        }

        return Math.Sqrt(sum);
    }
}
