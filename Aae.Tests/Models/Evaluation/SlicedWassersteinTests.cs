using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class SlicedWassersteinTests
{
    private static readonly RandomStream Directions = new(7, 1);

    private static Tensor Shifted(Tensor sample, float shift)
    {
        var shifted = new Tensor(sample.Shape, sample.Span);
        for (int row = 0; row < sample.Shape.Rows; row++)
        {
            shifted.Row(row)[0] += shift;
        }

        return shifted;
    }

    [Test]
    public void A_sample_has_distance_0_from_itself()
    {
        Tensor sample = GaussianSample.Draw(100, 3, 1);
        Assert.That(SlicedWasserstein.Distance(sample, sample, 20, Directions), Is.Zero);
    }

    [Test]
    public void In_one_dimension_a_shifted_set_is_at_the_shift()
    {
        Tensor sample = GaussianSample.Draw(100, 1, 1);
        Assert.That(SlicedWasserstein.Distance(Shifted(sample, 0.75f), sample, 3, Directions), Is.EqualTo(0.75).Within(1e-6));
    }

    [TestCase(2)]
    [TestCase(8)]
    public void In_d_dimensions_a_shift_is_seen_at_1_over_the_root_of_d(int d)
    {
        // ⟨δ, θ⟩² has mean δ²/d and, for θ uniform on the sphere, variance δ⁴ · 2(d − 1)/(d²(d + 2)).
        const int projections = 2000;
        Tensor sample = GaussianSample.Draw(20, d, 1);
        double squared = Math.Pow(SlicedWasserstein.Distance(Shifted(sample, 3), sample, projections, Directions), 2);
        double standardError = 9 * Math.Sqrt(2.0 * (d - 1) / (d * d * (d + 2.0)) / projections);
        Assert.That(squared, Is.EqualTo(9.0 / d).Within(4 * standardError));
    }

    [Test]
    public void Samples_of_different_sizes_are_matched_by_their_quantiles()
    {
        // a: 0 on (0, 1/2), 1 on (1/2, 1);  b: 0, 1, 2 on thirds. They differ by 1 on (1/3, 1/2) and on (2/3, 1).
        Assert.That(SlicedWasserstein.SquaredDistance([0, 1], [0, 1, 2]), Is.EqualTo(1 / 6.0 + 1 / 3.0).Within(1e-12));
        Assert.That(SlicedWasserstein.SquaredDistance([0, 1, 2], [0, 1]), Is.EqualTo(1 / 6.0 + 1 / 3.0).Within(1e-12));
    }

    [Test]
    public void Rows_said_twice_change_nothing()
    {
        Tensor a = GaussianSample.Draw(30, 2, 1);
        Tensor b = GaussianSample.Draw(40, 2, 2);
        var twice = new Tensor(new Shape(60, 2), [.. a.Span, .. a.Span]);
        Assert.That(
            SlicedWasserstein.Distance(twice, b, 10, Directions),
            Is.EqualTo(SlicedWasserstein.Distance(a, b, 10, Directions)).Within(1e-9));
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        Tensor a = GaussianSample.Draw(200, 4, 1);
        Tensor b = GaussianSample.Draw(300, 4, 2);
        Assert.That(
            SlicedWasserstein.Distance(a, b, 50, Directions, new WorkerTeam(3)),
            Is.EqualTo(SlicedWasserstein.Distance(a, b, 50, Directions)));
    }

    [Test]
    public void No_projection_is_an_error() => Assert.That(
        () => SlicedWasserstein.Distance(GaussianSample.Draw(5, 2, 1), GaussianSample.Draw(5, 2, 2), 0, Directions),
        Throws.InstanceOf<AaeException>().With.Message.EqualTo("projections is 1 or more, not 0"));
}
