using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

/// <summary>Every comparison of codes with a prior refuses the same input in the same words.</summary>
[Category("Unit")]
internal sealed class SamplesTests
{
    private static readonly Action<Tensor, Tensor>[] Comparisons =
    [
        (codes, prior) => MaximumMeanDiscrepancy.Unbiased(codes, prior),
        (codes, prior) => SlicedWasserstein.Distance(codes, prior, 1, new RandomStream(1, 1)),
        (codes, prior) => Moments.Compare(codes, prior),
    ];

    private static void Refuses(Tensor codes, Tensor prior, string message)
    {
        foreach (Action<Tensor, Tensor> compare in Comparisons)
        {
            Assert.That(() => compare(codes, prior), Throws.InstanceOf<AaeException>().With.Message.EqualTo(message));
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Fewer_than_two_rows(int rows)
    {
        Refuses(
            GaussianSample.Draw(rows, 2, 1), GaussianSample.Draw(5, 2, 2),
            $"codes [{rows}, 2]: a matrix [n, d] with n of 2 or more and d of 1 or more is needed");
        Refuses(
            GaussianSample.Draw(5, 2, 1), GaussianSample.Draw(rows, 2, 2),
            $"prior samples [{rows}, 2]: a matrix [n, d] with n of 2 or more and d of 1 or more is needed");
    }

    [Test]
    public void No_columns() => Refuses(
        new Tensor(new Shape(5, 0)), new Tensor(new Shape(5, 0)),
        "codes [5, 0]: a matrix [n, d] with n of 2 or more and d of 1 or more is needed");

    [Test]
    public void Different_numbers_of_columns() => Refuses(
        GaussianSample.Draw(5, 2, 1), GaussianSample.Draw(5, 3, 2),
        "codes [5, 2] and prior samples [5, 3] cannot be compared: their sizes per row differ");

    [TestCase(float.NaN, "NaN")]
    [TestCase(float.NegativeInfinity, "-Infinity")]
    public void Numbers_that_are_not_finite(float value, string name)
    {
        Tensor codes = GaussianSample.Draw(5, 2, 1);
        codes.Row(3)[1] = value;
        Refuses(codes, GaussianSample.Draw(5, 2, 2), $"codes [5, 2]: row 3, column 1 is {name}; finite numbers are needed");
    }

    [Test]
    public void A_prior_without_spread_sets_no_scale()
    {
        const string message = "prior samples [3, 2] are all equal: their spread sets the scale and must be above 0";
        var point = new Tensor(new Shape(3, 2));
        Tensor codes = GaussianSample.Draw(5, 2, 1);
        Assert.That(() => MaximumMeanDiscrepancy.Unbiased(codes, point), Throws.InstanceOf<AaeException>().With.Message.EqualTo(message));
        Assert.That(() => Moments.Compare(codes, point), Throws.InstanceOf<AaeException>().With.Message.EqualTo(message));
    }
}
