using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Priors;

[Category("Unit")]
internal sealed class PriorTests
{
    [Test]
    public void A_Gaussian_prior_has_its_deviation()
    {
        float[] samples = Prior.Gaussian(4, 5).Sample(10_000, seed: 1).Span.ToArray();

        // four standard errors
        Assert.That(samples.Average(), Is.Zero.Within(4 * 5 / Math.Sqrt(40_000)));
        Assert.That(Math.Sqrt(samples.Average(z => (double)z * z)), Is.EqualTo(5).Within(4 * 5 / Math.Sqrt(2 * 40_000)));
    }

    [TestCase(0.5, 0)]
    [TestCase(0.975, 1.959963984540054)]
    [TestCase(0.025, -1.959963984540054)]
    [TestCase(0.8413447460685429, 1)]
    [TestCase(0.0013498980316300933, -3)]
    [TestCase(0.9999997133484281, 5)]
    [TestCase(1e-10, -6.361340902404056)]
    public void Percentiles_are_those_of_the_normal_distribution(double probability, double expected) =>
        Assert.That(Prior.Gaussian(1, 5).Percentile(probability), Is.EqualTo(5 * expected).Within(1e-5));

    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(double.NaN)]
    public void A_percentile_lies_between_0_and_1(double probability) =>
        Assert.That(() => Prior.Gaussian(1).Percentile(probability), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_uniform_prior_fills_its_box_evenly()
    {
        float[] samples = [.. new UniformPrior(4, -1, 3).Sample(10_000, seed: 1).Span.ToArray().Order()];

        // Kolmogorov and Smirnov's distance, beyond 1.63/√n in one of a hundred
        Assert.That(samples[0], Is.GreaterThanOrEqualTo(-1));
        Assert.That(samples[^1], Is.LessThanOrEqualTo(3));
        Assert.That(Enumerable.Range(0, 40_000).Max(i => Math.Abs((samples[i] + 1) / 4 - (i + 0.5) / 40_000)), Is.LessThan(1.63 / 200));
    }

    [Test]
    public void A_uniform_prior_has_percentiles_and_two_ends()
    {
        Assert.That(new UniformPrior(2, -1, 3).Percentile(0.25), Is.EqualTo(0).Within(1e-6));
        Assert.That(() => new UniformPrior(2, -1, 3).Percentile(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new UniformPrior(2, 1, 1),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a uniform prior needs a lower end below its upper end, both finite, not 1 and 1"));
        Assert.That(() => new UniformPrior(2, -3e38f, 3e38f), Throws.TypeOf<AaeException>());
    }

    [Test]
    public void A_sequential_empirical_prior_walks_through_its_rows_and_begins_again()
    {
        var prior = new EmpiricalPrior(Rows(5), sequential: true);
        float[] Step(ulong step)
        {
            var samples = new Tensor(new Shape(2, 1));
            prior.Sample(default, step, samples);
            return samples.Span.ToArray();
        }

        Assert.That(new[] { Step(0), Step(1), Step(2), Step(3) }, Is.EqualTo(new float[][] { [0, 1], [2, 3], [4, 0], [1, 2] }));
    }

    [Test]
    public void A_random_empirical_prior_draws_every_row_about_equally_often()
    {
        var samples = new Tensor(new Shape(10_000, 1));
        new EmpiricalPrior(Rows(5)).Sample(new RandomStream(1, 2), 3, samples);

        int[] counts = [.. samples.Span.ToArray().CountBy(row => row).OrderBy(row => row.Key).Select(row => row.Value)];
        Assert.That(counts, Has.Length.EqualTo(5).And.All.EqualTo(2000).Within(4 * 40)); // √(10 000 · 0.2 · 0.8) = 40
    }

    [Test]
    public void An_empirical_prior_needs_rows() =>
        Assert.That(() => new EmpiricalPrior(new Tensor(new Shape(0, 3))), Throws.TypeOf<AaeException>().With.Message.Contains("[0, 3]"));

    [Test]
    public void A_categorical_prior_draws_one_hot_vectors_each_class_about_equally_often()
    {
        Tensor samples = Prior.Categorical(5).Sample(10_000, seed: 1);
        int[] counts = new int[5];
        for (int i = 0; i < 10_000; i++)
        {
            float[] row = samples.Row(i).ToArray();
            Assert.That(row.Order(), Is.EqualTo(new float[] { 0, 0, 0, 0, 1 }));
            counts[Array.IndexOf(row, 1)]++;
        }

        Assert.That(counts, Is.All.EqualTo(2000).Within(4 * 40)); // √(10 000 · 0.2 · 0.8) = 40
    }

    [Test]
    public void Priors_side_by_side_are_independent()
    {
        Tensor samples = new ProductPrior([Prior.Gaussian(1, 3), Prior.Gaussian(2)]).Sample(10_000, seed: 1);
        double[] Column(int i) => [.. Enumerable.Range(0, 10_000).Select(row => (double)samples.Row(row)[i])];

        Assert.That(samples.Shape.Columns, Is.EqualTo(3));
        Assert.That(Math.Sqrt(Column(0).Average(z => z * z)), Is.EqualTo(3).Within(4 * 3 / Math.Sqrt(20_000)));
        Assert.That(Math.Sqrt(Column(1).Average(z => z * z)), Is.EqualTo(1).Within(4 / Math.Sqrt(20_000)));
        Assert.That(Column(0).Zip(Column(1), (a, b) => a * b).Average() / 3, Is.Zero.Within(4 / Math.Sqrt(10_000)));
        Assert.That(Column(0).Zip(Column(2), (a, b) => a * b).Average() / 3, Is.Zero.Within(4 / Math.Sqrt(10_000)));
    }

    private static Tensor Rows(int count) => new(new Shape(count, 1), [.. Enumerable.Range(0, count).Select(i => (float)i)]);
}
