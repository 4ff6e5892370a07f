using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Priors;

/// <summary>What holds for every prior with a component for each class.</summary>
[Category("Unit")]
[TestFixtureSource(nameof(Priors))]
internal sealed class ConditionalPriorTests(ConditionalPrior prior)
{
    private static readonly RandomStream s_stream = new(1, 2);

    private static IEnumerable<TestFixtureData> Priors =>
    [
        new TestFixtureData(GaussianMixturePrior.Petals()).SetArgDisplayNames("petals"),
        new TestFixtureData(new SwissRollPrior()).SetArgDisplayNames("swiss roll"),
        new TestFixtureData(new GaussianMixturePrior(
        [
            GaussianComponent.WithDeviations(1, [-4, 0, 0], [0.5f, 0.4f, 0.3f]),
            new GaussianComponent(3, [4, 0, 0], [1, 0.5f, 0, 0, 0.4f, 0.2f, 0, 0, 0.3f]),
        ])).SetArgDisplayNames("mixture in three dimensions"),
    ];

    [Test]
    public void A_sample_depends_on_the_stream_the_step_its_place_and_its_class_alone()
    {
        float[] Row(RandomStream stream, ulong step, int place, params int[] classes)
        {
            var samples = new Tensor(new Shape(classes.Length, prior.Size));
            prior.Sample(stream, step, classes, samples);
            return samples.Row(place).ToArray();
        }

        float[] sample = Row(s_stream, 3, 2, 0, 0, 1);
        Assert.That(Row(s_stream, 3, 2, 1, -1, 1, 0, 0, 1), Is.EqualTo(sample));
        Assert.That(Row(s_stream, 3, 2, 0, 0, 0), Is.Not.EqualTo(sample));
        Assert.That(Row(s_stream, 3, 1, 0, 1, 1), Is.Not.EqualTo(sample));
        Assert.That(Row(s_stream, 4, 2, 0, 0, 1), Is.Not.EqualTo(sample));
        Assert.That(Row(new RandomStream(1, 3), 3, 2, 0, 0, 1), Is.Not.EqualTo(sample));
        Assert.That(Row(s_stream, 3, 2, 0, 1, -1, 1), Is.EqualTo(Row(s_stream, 3, 2, -1, -1, -1)));
    }

    [Test]
    public void Samples_of_a_class_lie_on_its_component_and_those_without_a_class_on_all()
    {
        const int count = 2000;
        int[] Nearest(int of)
        {
            var samples = new Tensor(new Shape(count, prior.Size));
            prior.Sample(s_stream, 0, Enumerable.Repeat(of, count).ToArray(), samples);
            return [.. Enumerable.Range(0, count).Select(i => prior.NearestClass(samples.Row(i)))];
        }

        for (int of = 0; of < prior.Classes; of++)
        {
            // Petals of a deviation of 0.5 at a distance of 1.4 meet in the middle.
            Assert.That(Nearest(of).Count(nearest => nearest == of), Is.GreaterThan(0.95 * count), $"class {of}");
        }

        Assert.That(Nearest(-1).Distinct().Count(), Is.EqualTo(prior.Classes));
    }

    [Test]
    public void Without_classes_all_samples_are_of_the_whole_prior()
    {
        var all = new Tensor(new Shape(7, prior.Size));
        var unknown = new Tensor(new Shape(7, prior.Size));
        prior.Sample(s_stream, 5, all);
        prior.Sample(s_stream, 5, [-1, -1, -1, -1, -1, -1, -1], unknown);

        Assert.That(all.Span.ToArray(), Is.EqualTo(unknown.Span.ToArray()));
    }

    [Test]
    public void A_walk_stays_on_its_component_and_moves_in_one_direction()
    {
        for (int of = 0; of < prior.Classes; of++)
        {
            Tensor walk = prior.Walk(of, 21);
            Assert.That(walk.Shape, Is.EqualTo(new Shape(21, prior.Size)));

            // The last point of an arc is the first of the next one, and the tips of petals meet in the middle.
            Assert.That(Enumerable.Range(3, 15).Select(i => prior.NearestClass(walk.Row(i))), Is.All.EqualTo(of), $"class {of}");
            double[] steps = [.. Enumerable.Range(1, 20).Select(i => Distance(walk.Row(i), walk.Row(i - 1)))];
            Assert.That(steps, Is.All.GreaterThan(0.01), $"class {of}");
        }
    }

    [Test]
    public void Sampling_allocates_nothing()
    {
        var samples = new Tensor(new Shape(100, prior.Size));
        int[] classes = [.. Enumerable.Range(0, 100).Select(i => i % (prior.Classes + 1) - 1)];
        void Both()
        {
            prior.Sample(s_stream, 0, samples);
            prior.Sample(s_stream, 0, classes, samples);
        }

        Both();
        Assert.That(Allocations.OfTen(Both), Is.Zero);
    }

    [Test]
    public void What_does_not_fit_is_one_clear_line()
    {
        var two = new Tensor(new Shape(2, prior.Size));
        Refuses(() => prior.Sample(s_stream, 0, [0], two), $"samples [2, {prior.Size}] need 2 classes, not 1");
        Refuses(() => prior.Sample(s_stream, 0, [0, -2], two), $"a class of this prior is 0 to {prior.Classes - 1}, or -1 for the whole prior, not -2");
        Refuses(() => prior.Sample(s_stream, 0, [prior.Classes, 0], two), $"a class of this prior is 0 to {prior.Classes - 1}, or -1 for the whole prior, not {prior.Classes}");
        Refuses(() => prior.Sample(s_stream, 0, new Tensor(new Shape(2, 7))), $"samples [2, 7] do not fit: those of this prior are [n, {prior.Size}]");
        Refuses(() => prior.NearestClass(new float[7]), $"a code of this prior has {prior.Size} dimensions, not 7");
        Refuses(() => prior.Walk(prior.Classes, 3), $"a class of this prior is 0 to {prior.Classes - 1}, not {prior.Classes}");
        Refuses(() => prior.Walk(0, 1), "a walk has 2 to 10000 steps, not 1");

        static void Refuses(Action act, string message) => Assert.That(act, Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }

        return Math.Sqrt(sum);
    }
}
