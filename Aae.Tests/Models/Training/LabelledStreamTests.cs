using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Threading;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class LabelledStreamTests
{
    private static readonly ImageSet Train = SmallRun.Data().Train;

    [Test]
    public void The_subset_has_as_many_images_of_each_class_and_another_seed_draws_another()
    {
        int[] Drawn(params string[] overrides) => [.. Stream(["data.labels=9", .. overrides]).Subset];

        int[] subset = Drawn();

        Assert.That(subset, Is.Unique.And.Ordered);
        Assert.That(subset.CountBy(image => Train.Label(image)).Select(label => label.Value), Is.EqualTo(new[] { 3, 3, 3 }));
        Assert.That(Drawn(), Is.EqualTo(subset));
        Assert.That(Drawn("seed=2"), Is.Not.EqualTo(subset));
        Assert.That(Drawn("data.labels=7").CountBy(image => Train.Label(image)).Select(label => label.Value).Order(), Is.EqualTo(new[] { 2, 2, 3 }));
        Assert.That(Drawn("data.labels=null"), Is.EqualTo(Enumerable.Range(0, Train.Count)));
    }

    [Test]
    public void Every_image_of_a_minibatch_stands_beside_its_own_label()
    {
        LabelledStream stream = Stream();
        for (ulong step = 0; step < 20; step++)
        {
            stream.Fill(step);
            for (int row = 0; row < 4; row++)
            {
                int image = Place(stream, row);
                float[] expected = new float[3];
                expected[Train.Label(image)] = 1;
                Assert.That(stream.Subset, Does.Contain(image));
                Assert.That(stream.Batch.Labels.Row(row).ToArray(), Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public void Minibatches_go_round_and_round_and_leave_no_image_out()
    {
        // 7 images in minibatches of 4: seven steps are four rounds.
        LabelledStream stream = Stream();
        List<int> places = [.. Enumerable.Range(0, 7).SelectMany(step => Places(stream, (ulong)step))];

        Assert.That(places[..7], Is.EquivalentTo(stream.Subset));
        Assert.That(places[7..14], Is.EquivalentTo(stream.Subset).And.Not.EqualTo(places[..7]));
        Assert.That(places.CountBy(place => place).Select(place => place.Value), Has.Exactly(7).Items.And.All.EqualTo(4));
        Assert.That(Places(stream, 1), Is.EqualTo(places[4..8])); // a function of the step alone
    }

    [Test]
    public void A_minibatch_is_no_larger_than_the_subset() => Assert.That(Stream("data.labelledBatch=100").Batch.Images.Shape.Rows, Is.EqualTo(7));

    [Test]
    public void Its_images_are_shifted_by_draws_of_its_own()
    {
        LabelledStream plain = Stream(), shifted = Stream("data.shift=1");
        var shift = new ImageShift(1, Train, RandomStream.Named(1, "data/labels/shift"));
        foreach (ulong step in new ulong[] { 0, 5, 2 })
        {
            plain.Fill(step);
            shifted.Fill(step);
            Assert.That(shifted.Batch.Images.Span.ToArray(), Is.Not.EqualTo(plain.Batch.Images.Span.ToArray()));
            shift.Apply(plain.Batch.Images, step);
            Assert.That(shifted.Batch.Images.Span.ToArray(), Is.EqualTo(plain.Batch.Images.Span.ToArray()));
        }
    }

    [TestCase("data.labels=2", "data.labels = 2: allowed is 3 (one of each class) to 21")]
    [TestCase("data.labels=22", "data.labels = 22: allowed is 3 (one of each class) to 21")]
    [TestCase("code.y.classes=4", "code.y.classes = 4: allowed is 3, as train has 3 classes")]
    public void A_subset_that_cannot_be_drawn_is_refused(string assignment, string message) =>
        Assert.That(() => Stream(assignment), Throws.TypeOf<AaeException>().With.Message.StartsWith(message));

    [Test]
    public void Images_without_labels_or_with_too_few_of_a_class_are_refused()
    {
        byte[] pixels = new byte[6 * 16];
        Recipe recipe = SmallRun.SemiSupervised("data.labels=6");

        Assert.That(
            () => new LabelledStream(new ImageSet("plain", 4, 4, 1, pixels), recipe, WorkerTeam.Single),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("data.name = small: plain has no labels, from which the variant semi-supervised learns"));
        Assert.That(
            () => new LabelledStream(new ImageSet("odd", 4, 4, 1, pixels, new byte[] { 0, 0, 0, 1, 1, 2 }, 3), recipe, WorkerTeam.Single),
            Throws.TypeOf<AaeException>().With.Message.Contains("odd has too few images of a class"));
    }

    private static LabelledStream Stream(params string[] overrides) => new(Train, SmallRun.SemiSupervised(overrides), WorkerTeam.Single);

    private static int[] Places(LabelledStream stream, ulong step)
    {
        stream.Fill(step);
        return [.. Enumerable.Range(0, stream.Batch.Images.Shape.Rows).Select(row => Place(stream, row))];
    }

    // Where among the training images a row comes from.
    private static int Place(LabelledStream stream, int row)
    {
        float[] pixels = stream.Batch.Images.Row(row).ToArray();
        return Enumerable.Range(0, Train.Count).Single(image => Train.Gather(image, 1).Span.SequenceEqual(pixels));
    }
}
