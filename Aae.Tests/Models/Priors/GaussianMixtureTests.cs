using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Priors;

[Category("Unit")]
internal sealed class GaussianMixtureTests
{
    // Far apart, so that a sample tells its component; of unequal weights, and one with axes that are not perpendicular.
    private static readonly GaussianMixturePrior s_mixture = new(
    [
        GaussianComponent.WithDeviations(1, [-10, 0], [2, 0.5f], Math.PI / 6),
        new GaussianComponent(3, [10, 5], [1, 0.5f, -0.25f, 0.75f]),
    ]);

    [Test]
    public void Each_petal_has_the_moments_of_the_paper()
    {
        GaussianMixturePrior petals = GaussianMixturePrior.Petals();
        for (int k = 0; k < 10; k++)
        {
            double sin = Math.Sin(2 * Math.PI * k / 10), cos = Math.Cos(2 * Math.PI * k / 10);
            AssertMoments(
                Of(petals, k, 20_000),
                [1.4 * cos, 1.4 * sin],
                [.25 * cos * cos + .01 * sin * sin, .24 * sin * cos, .24 * sin * cos, .25 * sin * sin + .01 * cos * cos]);
        }
    }

    [Test]
    public void A_component_has_the_moments_of_its_axes_with_a_class_and_without()
    {
        double[][] means = [[-10, 0], [10, 5]];
        double[][] covariances =
        [
            [4 * .75 + .25 * .25, 3.75 * Math.Sqrt(3) / 4, 3.75 * Math.Sqrt(3) / 4, 4 * .25 + .25 * .75],
            [1.25, -.25 + .375, -.25 + .375, .0625 + .5625],
        ];
        Tensor all = s_mixture.Sample(40_000, seed: 1);
        for (int k = 0; k < 2; k++)
        {
            AssertMoments(Of(s_mixture, k, 20_000), means[k], covariances[k]);

            int[] on = [.. Enumerable.Range(0, 40_000).Where(i => all.Row(i)[0] > 0 == (k == 1))];
            Assert.That(on, Has.Length.EqualTo(40_000 * (k == 0 ? 0.25 : 0.75)).Within(4 * Math.Sqrt(40_000 * 0.1875)));
            AssertMoments(new Tensor(new Shape(on.Length, 2), [.. on.SelectMany(i => all.Row(i).ToArray())]), means[k], covariances[k]);
        }
    }

    [Test]
    public void Which_component_is_drawn_says_nothing_of_where_on_it()
    {
        // In four dimensions the Gaussian numbers of a sample are those of one block of random words.
        const int count = 20_000;
        float[] ones = [1, 1, 1, 1];
        var mixture = new GaussianMixturePrior(
            [GaussianComponent.WithDeviations(1, [0, 0, 0, -10], ones), GaussianComponent.WithDeviations(1, [0, 0, 0, 10], ones)]);
        Tensor samples = mixture.Sample(count, seed: 1);
        for (int k = 0; k < 3; k++)
        {
            Assert.That(Enumerable.Range(0, count).Average(i => samples.Row(i)[k] * Math.Sign(samples.Row(i)[3])), Is.Zero.Within(4 / Math.Sqrt(count)));
        }
    }

    [Test]
    public void The_density_integrates_to_1()
    {
        Assert.That(Integral(GaussianMixturePrior.Petals(), -4, 4, 0.02), Is.EqualTo(1).Within(1e-5));
        Assert.That(Integral(s_mixture, -20, 20, 0.1), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void The_density_of_a_component_is_that_of_the_textbook()
    {
        // At one deviation along each axis of component 0: w·exp(−1) / (2π·2·0.5).
        double angle = Math.PI / 6;
        float[] z = [(float)(-10 + 2 * Math.Cos(angle) - 0.5 * Math.Sin(angle)), (float)(2 * Math.Sin(angle) + 0.5 * Math.Cos(angle))];
        Assert.That(s_mixture.Mixture.LogDensity(0, z), Is.EqualTo(Math.Log(0.25 / (2 * Math.PI)) - 1).Within(1e-5));

        // In one dimension, at the mean: 1 / (√(2π)·3).
        var line = new GaussianMixturePrior([GaussianComponent.WithDeviations(5, [7], [3])]);
        Assert.That(line.Mixture.LogDensity(0, [7]), Is.EqualTo(-Math.Log(3 * Math.Sqrt(2 * Math.PI))).Within(1e-6));
    }

    [Test]
    public void The_nearest_class_is_that_of_the_greatest_density()
    {
        GaussianMixturePrior petals = GaussianMixturePrior.Petals();
        for (int k = 0; k < 10; k++)
        {
            Assert.That(petals.NearestClass(petals.Components[k].Mean), Is.EqualTo(k));
        }

        // Between a narrow and a wide one the border is not in the middle, and the heavier takes the point where both are equal.
        var line = new GaussianMixturePrior([GaussianComponent.WithDeviations(1, [0], [0.1f]), GaussianComponent.WithDeviations(1, [2], [1])]);
        Assert.That(line.NearestClass([0.5f]), Is.EqualTo(1));
        var twins = new GaussianMixturePrior([GaussianComponent.WithDeviations(1, [0], [1]), GaussianComponent.WithDeviations(2, [0], [1])]);
        Assert.That(twins.NearestClass([0]), Is.EqualTo(1));
    }

    [Test]
    public void A_walk_goes_along_the_longest_axis_from_minus_2_to_2_deviations()
    {
        Tensor walk = GaussianMixturePrior.Petals().Walk(5, 3); // the petal to the left: its axis points away from the centre
        Assert.That(walk.Span.ToArray(), Is.EqualTo(new[] { -0.4f, 0, -1.4f, 0, -2.4f, 0 }).Within(1e-6f));

        var tall = new GaussianMixturePrior([GaussianComponent.WithDeviations(1, [1, 2], [0.5f, 3])]);
        Assert.That(tall.Walk(0, 3).Span.ToArray(), Is.EqualTo(new[] { 1, -4f, 1, 2, 1, 8 }).Within(1e-6f));
    }

    [Test]
    public void Whitening_undoes_the_axes()
    {
        var component = new GaussianComponent(1, [0, 0, 0], [0, 2, 1, 1, -1, 0.5f, 3, 0, 4]); // its first pivot is 0: rows change places
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                double sum = Enumerable.Range(0, 3).Sum(k => component.Whitening[row * 3 + k] * component.Axes[k * 3 + column]);
                Assert.That(sum, Is.EqualTo(row == column ? 1 : 0).Within(1e-6));
            }
        }

        Assert.That(component.LogVolume, Is.EqualTo(Math.Log(2)).Within(1e-12)); // det = 0·(−4 − 0) − 2·(4 − 1.5) + 1·(0 + 3) = −2
    }

    [Test]
    public void What_is_no_mixture_is_one_clear_line()
    {
        GaussianComponent plane = GaussianComponent.WithDeviations(1, [0, 0], [1, 1]);
        Refuses(() => new GaussianMixturePrior([]), "a prior with a component for each class has 1 to 256 classes, not 0");
        Refuses(() => GaussianMixturePrior.Petals(257), "a prior with a component for each class has 1 to 256 classes, not 257");
        Refuses(() => new GaussianMixturePrior([plane, GaussianComponent.WithDeviations(1, [0], [1])]), "a mixture of Gaussians has components of one size, not of 2 and 1 dimensions");
        Refuses(() => new GaussianMixturePrior([GaussianComponent.WithDeviations(1, new float[129], [.. Enumerable.Repeat(1f, 129)])]), "a mixture of Gaussians has 1 to 128 dimensions, not 129");
        Refuses(() => GaussianComponent.WithDeviations(0, [0], [1]), "the weight of a mixture's component is a finite number above 0, not 0");
        Refuses(() => GaussianComponent.WithDeviations(1, [0, 0], [1]), "a mean of 2 numbers needs as many deviations, not 1");
        Refuses(() => GaussianComponent.WithDeviations(1, [0], [-1]), "a standard deviation is above 0, not -1");
        Refuses(() => GaussianComponent.WithDeviations(1, [0], [1], 0.5), "a component in 1 dimensions cannot be turned by an angle of 0.5: only one in 2 can");
        Refuses(() => new GaussianComponent(1, [0, 0], [1, 2, 2, 4]), "a matrix [2, 2] has no inverse");
        Refuses(() => new GaussianComponent(1, [0, 0], [1]), "a mean of 2 numbers and axes of 1 make no component: n of 1 or more and n² are needed");
        Refuses(() => GaussianComponent.WithDeviations(1, [float.NaN], [1]), "a mixture's component needs a finite mean, and finite axes with a finite inverse");
        Refuses(() => GaussianComponent.WithDeviations(1, [0], [float.Epsilon]), "a mixture's component needs a finite mean, and finite axes with a finite inverse");

        static void Refuses(Action act, string message) => Assert.That(act, Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }

    private static Tensor Of(GaussianMixturePrior prior, int of, int count)
    {
        var samples = new Tensor(new Shape(count, prior.Size));
        prior.Sample(new RandomStream(1, (uint)of), 0, Enumerable.Repeat(of, count).ToArray(), samples);
        return samples;
    }

    // Within four standard errors, and the little that a float loses.
    private static void AssertMoments(Tensor samples, double[] mean, double[] covariance)
    {
        int n = samples.Shape.Rows;
        double[] found = SampleStatistics.Covariance(samples);
        for (int i = 0; i < 2; i++)
        {
            Assert.That(SampleStatistics.Mean(samples)[i], Is.EqualTo(mean[i]).Within(1e-4 + 4 * Math.Sqrt(covariance[3 * i] / n)));
            for (int j = 0; j < 2; j++)
            {
                double c = covariance[2 * i + j];
                Assert.That(found[2 * i + j], Is.EqualTo(c).Within(1e-4 + 4 * Math.Sqrt((covariance[3 * i] * covariance[3 * j] + c * c) / n)));
            }
        }
    }

    private static double Integral(GaussianMixturePrior prior, double from, double to, double step)
    {
        double sum = 0;
        for (double x = from; x <= to; x += step)
        {
            for (double y = from; y <= to; y += step)
            {
                float[] z = [(float)x, (float)y];
                for (int k = 0; k < prior.Classes; k++)
                {
                    sum += Math.Exp(prior.Mixture.LogDensity(k, z));
                }
            }
        }

        return sum * step * step;
    }
}
