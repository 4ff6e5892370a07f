using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class MomentsTests
{
    // Mean (0, 0), covariance diag(4/3, 4/3) over n − 1, so s² = 4/3.
    private static readonly Tensor Cross = new(new Shape(4, 2), [-1, -1, 1, -1, -1, 1, 1, 1]);

    [Test]
    public void Equal_samples_match() =>
        Assert.That(Moments.Compare(Cross, Cross), Is.EqualTo(new Moments(0, 0, 1, 1)));

    [Test]
    public void A_shift_is_measured_in_deviations_of_the_prior()
    {
        var shifted = new Tensor(new Shape(4, 2), [2, 3, 4, 3, 2, 5, 4, 5]);
        Assert.That(Moments.Compare(shifted, Cross).Mean, Is.EqualTo(5 / Math.Sqrt(4 / 3.0)).Within(1e-9));
        Assert.That(Moments.Compare(shifted, Cross).Covariance, Is.Zero.Within(1e-9));
    }

    [Test]
    public void An_unused_dimension_shows()
    {
        var flat = new Tensor(new Shape(4, 2), [-3, 0, 3, 0, -3, 0, 3, 0]);
        Moments moments = Moments.Compare(flat, Cross);
        Assert.That(moments.SmallestDeviation, Is.Zero);
        Assert.That(moments.LargestDeviation, Is.EqualTo(3).Within(1e-9));

        // cov(z) = diag(12, 0), cov(prior) = diag(4/3, 4/3)
        Assert.That(moments.Covariance, Is.EqualTo(Math.Sqrt(Math.Pow(12 - 4 / 3.0, 2) + 16 / 9.0) / Math.Sqrt(32 / 9.0)).Within(1e-9));
    }

    [Test]
    public void A_correlation_shows_where_deviations_do_not()
    {
        var diagonal = new Tensor(new Shape(4, 2), [-1, -1, -1, -1, 1, 1, 1, 1]);
        Moments moments = Moments.Compare(diagonal, Cross);
        Assert.That(moments.SmallestDeviation, Is.EqualTo(1).Within(1e-9));
        Assert.That(moments.Covariance, Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Matching_Gaussians_differ_by_what_the_documentation_says()
    {
        Moments moments = Moments.Compare(GaussianSample.Draw(5000, 8, 1, 5), GaussianSample.Draw(5000, 8, 2, 5));
        Assert.That(moments.Mean, Is.InRange(0.5 * 0.0566, 1.6 * 0.0566));
        Assert.That(moments.Covariance, Is.InRange(0.6 * 0.06, 1.4 * 0.06));
    }
}
