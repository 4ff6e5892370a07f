using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class FrechetDistanceTests
{
    private const int D = 6;

    [Test]
    public void Of_equal_sets_it_is_0()
    {
        Tensor a = GaussianSample.Draw(50, D, seed: 1, deviation: 3);
        Assert.That(FrechetDistance.Between(a, a), Is.Zero.Within(1e-6)); // the root of a rounded 0 is 1e-8 times the scale
    }

    [Test]
    public void A_shift_alone_counts_its_square()
    {
        Tensor a = GaussianSample.Draw(50, D, seed: 1), b = GaussianSample.Draw(50, D, seed: 1);
        for (int i = 0; i < 50; i++)
        {
            b.Row(i)[1] += 3;
            b.Row(i)[4] -= 4;
        }

        Assert.That(FrechetDistance.Between(a, b), Is.EqualTo(25).Within(1e-4)); // float32 rounds the shifted numbers
    }

    [Test]
    public void Of_diagonal_covariances_it_is_that_of_the_deviations()
    {
        // Σ (σ_k − τ_k)²: 1 + 4 + 0 + 9
        double distance = FrechetDistance.Between(
            [1, 2, 3, 4], Diagonal(4, 9, 25, 0), [1, 2, 3, 4], Diagonal(1, 25, 25, 9));
        Assert.That(distance, Is.EqualTo(14).Within(1e-12));
    }

    [Test]
    public void Of_covariances_that_do_not_commute_it_is_that_of_the_roots_of_their_product()
    {
        // In the plane tr √M = √(tr M + 2√det M), here of M = Σ₁Σ₂.
        double[] one = [2, 1, 1, 2], two = [8.0 / 3, 0, 0, 1];
        double trace = (2 * 8.0 / 3) + 2, determinant = 3 * 8.0 / 3;
        double expected = 4 + 8.0 / 3 + 1 - 2 * Math.Sqrt(trace + 2 * Math.Sqrt(determinant)) + 1;
        Assert.That(FrechetDistance.Between([0, 0], one, [0, 1], two), Is.EqualTo(expected).Within(1e-12));
        Assert.That(FrechetDistance.Between([0, 1], two, [0, 0], one), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void It_is_symmetric_and_above_0_between_samples_of_one_law()
    {
        Tensor a = GaussianSample.Draw(40, D, seed: 1), b = GaussianSample.Draw(70, D, seed: 2, deviation: 1);
        double distance = FrechetDistance.Between(a, b);
        Assert.That(FrechetDistance.Between(b, a), Is.EqualTo(distance).Within(1e-10));
        double ofMore = FrechetDistance.Between(GaussianSample.Draw(4000, D, seed: 1), GaussianSample.Draw(7000, D, seed: 2));
        Assert.That(distance, Is.GreaterThan(10 * ofMore).And.LessThan(2));
        Assert.That(ofMore, Is.GreaterThan(0));
    }

    [Test]
    public void Covariances_of_any_rank_have_one()
    {
        // Three rows in six dimensions span two; rows that are all equal none.
        Tensor three = GaussianSample.Draw(3, D, seed: 1), other = GaussianSample.Draw(3, D, seed: 2);
        var equal = new Tensor(new Shape(5, D));
        equal.Span.Fill(2);
        Assert.That(FrechetDistance.Between(three, other), Is.GreaterThan(0).And.LessThan(100));
        Assert.That(FrechetDistance.Between(three, three), Is.Zero.Within(1e-6));
        Assert.That(FrechetDistance.Between(equal, equal), Is.Zero);

        // ‖μ‖² + tr Σ
        double[] mean = SampleStatistics.Mean(three), covariance = SampleStatistics.Covariance(three);
        double expected = mean.Sum(m => (m - 2) * (m - 2)) + Enumerable.Range(0, D).Sum(k => covariance[k * D + k]);
        Assert.That(FrechetDistance.Between(three, equal), Is.EqualTo(expected).Within(1e-6));

        // Along two axes at a right angle nothing is shared: tr Σ₁ + tr Σ₂.
        Assert.That(FrechetDistance.Between([0, 0], Diagonal(4, 0), [0, 0], Diagonal(0, 9)), Is.EqualTo(13).Within(1e-12));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Tensor a = GaussianSample.Draw(5, 2, seed: 1), wrong = GaussianSample.Draw(5, 2, seed: 1);
        wrong.Row(3)[1] = float.NaN;
        Refuses(() => FrechetDistance.Between(a, GaussianSample.Draw(5, 3, seed: 1)), "features [5, 2] and other features [5, 3] cannot be compared: their sizes per row differ");
        Refuses(() => FrechetDistance.Between(a, wrong), "other features [5, 2]: row 3, column 1 is NaN; finite numbers are needed");
        Refuses(() => FrechetDistance.Between(GaussianSample.Draw(1, 2, seed: 1), a), "features [1, 2]: a matrix [n, d] with n of 2 or more and d of 1 or more is needed");

        static void Refuses(Action measure, string message) => Assert.That(measure, Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }

    private static double[] Diagonal(params double[] variances)
    {
        int n = variances.Length;
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            matrix[i * n + i] = variances[i];
        }

        return matrix;
    }
}
