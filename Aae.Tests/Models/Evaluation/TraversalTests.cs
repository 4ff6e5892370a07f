using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class TraversalTests
{
    [Test]
    public void A_manifold_s_grid_stands_at_the_prior_s_percentiles()
    {
        Tensor codes = Traversals.Manifold(Prior.Gaussian(2, 5), 3);

        const float sixth = 4.8371f; // 5 · Φ⁻¹(5/6)
        Assert.That(codes.Shape, Is.EqualTo(new Shape(9, 2)));
        Assert.That(codes.Row(0).ToArray(), Is.EqualTo(new[] { -sixth, sixth }).Within(1e-3f)); // upper left
        Assert.That(codes.Row(4).ToArray(), Is.EqualTo(new[] { 0f, 0f }).Within(1e-6f));
        Assert.That(codes.Row(8).ToArray(), Is.EqualTo(new[] { sixth, -sixth }).Within(1e-3f));
    }

    [Test]
    public void A_manifold_of_a_uniform_prior_is_an_even_grid() =>
        Assert.That(Traversals.Manifold(new UniformPrior(2, -1, 1), 2).Span.ToArray(), Is.EqualTo(new[] { -0.5f, 0.5f, 0.5f, 0.5f, -0.5f, -0.5f, 0.5f, -0.5f }));

    [Test]
    public void A_manifold_needs_a_two_dimensional_prior_with_percentiles()
    {
        Assert.That(() => Traversals.Manifold(Prior.Gaussian(8), 3), Throws.TypeOf<AaeException>().With.Message.Contains("8"));
        var empirical = new EmpiricalPrior(new Tensor(new Shape(4, 2)));
        Assert.That(() => Traversals.Manifold(empirical, 3), Throws.TypeOf<AaeException>().With.Message.Contains("percentiles"));
        Assert.That(() => Traversals.Manifold(Prior.Gaussian(2), 0), Throws.TypeOf<AaeException>());
    }

    [Test]
    public void A_walk_goes_from_end_to_end_in_equal_steps()
    {
        var from = new Tensor(new Shape(2, 1), [0, 10]);
        var to = new Tensor(new Shape(2, 1), [1, 20]);

        Assert.That(Traversals.Interpolate(from, to, 3).Span.ToArray(), Is.EqualTo(new[] { 0, 0.5f, 1, 10, 15, 20 }));
        Assert.That(() => Traversals.Interpolate(from, to, 1), Throws.TypeOf<AaeException>());
    }
}
