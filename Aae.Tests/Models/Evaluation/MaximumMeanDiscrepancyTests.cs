using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class MaximumMeanDiscrepancyTests
{
    private static readonly double[] Scales = [1 / 8.0, 1 / 4.0, 1 / 2.0, 1, 2, 4, 8];

    /// <summary>The definition, written as two plain loops in double.</summary>
    private static double ByDefinition(Tensor codes, Tensor prior, double unit)
    {
        double Mean(Tensor a, Tensor b)
        {
            double sum = 0;
            double pairs = 0;
            for (int i = 0; i < a.Shape.Rows; i++)
            {
                for (int j = 0; j < b.Shape.Rows; j++)
                {
                    if (!ReferenceEquals(a, b) || i != j)
                    {
                        double squared = 0;
                        for (int k = 0; k < a.Shape.Columns; k++)
                        {
                            squared += Math.Pow((double)a.Row(i)[k] - b.Row(j)[k], 2);
                        }

                        sum += Scales.Average(c => Math.Exp(-squared / (c * unit)));
                        pairs++;
                    }
                }
            }

            return sum / pairs;
        }

        return Mean(codes, codes) + Mean(prior, prior) - 2 * Mean(codes, prior);
    }

    /// <summary>For two Gaussians N(0, s²I) and N(δ, s²I): E exp(−‖a − b‖²/γ) = (1 + 4s²/γ)^(−d/2) · exp(−‖E[a − b]‖²/(γ + 4s²)).</summary>
    private static double OfShiftedGaussians(int d, double deviation, double shift) => Scales.Average(c =>
    {
        double gamma = c * 2 * d * deviation * deviation;
        double variance = 4 * deviation * deviation;
        return 2 * Math.Pow(1 + variance / gamma, -d / 2.0) * (1 - Math.Exp(-shift * shift / (gamma + variance)));
    });

    [Test]
    public void It_is_what_the_definition_says()
    {
        // More rows than one block of columns holds, and two sizes.
        Tensor codes = GaussianSample.Draw(70, 3, seed: 1, deviation: 2, shift: 1);
        Tensor prior = GaussianSample.Draw(1100, 3, seed: 2, deviation: 2);
        double unit = 2 * 3 * Math.Pow(SampleStatistics.Scale(prior), 2);
        Assert.That(MaximumMeanDiscrepancy.Unbiased(codes, prior).Squared, Is.EqualTo(ByDefinition(codes, prior, unit)).Within(1e-6));
    }

    [Test]
    public void Two_points_against_one_point_have_the_value_worked_out_by_hand()
    {
        // Prior: −1 and +1, so s² = 2 (divided by m − 1) and the unit is 2·1·2 = 4. Codes: both at −1.
        // Among codes k = 1; among prior k(2); across (1 + k(2))/2.  MMD² = 1 + k(2) − (1 + k(2)) = 0 for any kernel: unbiased,
        // the two points are no evidence. With each point twice the pairs at distance 0 count: MMD² = 1 + (1 + 2k)/3 − (1 + k).
        var once = new Tensor(new Shape(2, 1), [-1, 1]);
        var codes = new Tensor(new Shape(2, 1), [-1, -1]);
        Assert.That(MaximumMeanDiscrepancy.Unbiased(codes, once).Squared, Is.Zero.Within(1e-6));

        var twice = new Tensor(new Shape(4, 1), [-1, 1, -1, 1]);
        double unit = 2 * 4 / 3.0;
        double k = Scales.Average(c => Math.Exp(-4 / (c * unit)));
        Assert.That(MaximumMeanDiscrepancy.Unbiased(codes, twice).Squared, Is.EqualTo((1 - k) / 3).Within(1e-6));
    }

    [TestCase(1, 1.0, 0.5)]
    [TestCase(8, 5.0, 5.0)]
    public void Shifted_Gaussians_have_the_closed_forms_value(int d, double deviation, double shift)
    {
        const int repeats = 16;
        double[] values = [.. Enumerable.Range(0, repeats).Select(i => MaximumMeanDiscrepancy.Unbiased(
            GaussianSample.Draw(500, d, (ulong)(2 * i), deviation, shift), GaussianSample.Draw(500, d, (ulong)(2 * i + 1), deviation)).Squared)];
        double mean = values.Average();
        double standardError = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (repeats - 1) / repeats);
        double expected = OfShiftedGaussians(d, deviation, shift);
        Assert.That(mean, Is.EqualTo(expected).Within(4 * standardError));
        Assert.That(standardError, Is.LessThan(expected / 10), "the test must be able to tell");
    }

    [Test]
    public void Without_a_difference_it_scatters_around_0_with_the_stated_deviation()
    {
        const int repeats = 400;
        MaximumMeanDiscrepancy[] values = [.. Enumerable.Range(0, repeats).Select(i => MaximumMeanDiscrepancy.Unbiased(
            GaussianSample.Draw(100, 4, (ulong)(2 * i)), GaussianSample.Draw(150, 4, (ulong)(2 * i + 1))))];
        double stated = values.Average(v => v.NullDeviation);
        double seen = Math.Sqrt(values.Average(v => v.Squared * v.Squared));
        Assert.That(values.Average(v => v.Squared), Is.Zero.Within(4 * stated / Math.Sqrt(repeats)));
        Assert.That(seen / stated, Is.EqualTo(1).Within(0.1));
        Assert.That(values.Count(v => v.Squared < 0), Is.GreaterThan(repeats / 4));
    }

    [Test]
    public void It_does_not_depend_on_the_unit_of_the_codes()
    {
        MaximumMeanDiscrepancy small = MaximumMeanDiscrepancy.Unbiased(GaussianSample.Draw(300, 2, 1, 1, 0.5), GaussianSample.Draw(300, 2, 2));
        MaximumMeanDiscrepancy large = MaximumMeanDiscrepancy.Unbiased(GaussianSample.Draw(300, 2, 1, 4, 2), GaussianSample.Draw(300, 2, 2, 4));
        Assert.That(large.Squared, Is.EqualTo(small.Squared).Within(1e-6));
        Assert.That(large.NullDeviation, Is.EqualTo(small.NullDeviation).Within(1e-6));
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        Tensor codes = GaussianSample.Draw(700, 5, 1, 1, 0.2);
        Tensor prior = GaussianSample.Draw(600, 5, 2);
        Assert.That(
            MaximumMeanDiscrepancy.Unbiased(codes, prior, new WorkerTeam(3)),
            Is.EqualTo(MaximumMeanDiscrepancy.Unbiased(codes, prior)));
    }

    [Test]
    public void A_cancelled_token_stops_it()
    {
        Tensor sample = GaussianSample.Draw(10, 2, 1);
        Assert.That(
            () => MaximumMeanDiscrepancy.Unbiased(sample, sample, cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
