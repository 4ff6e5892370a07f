using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Figures;
using Aae.Tests.Models.Evaluation;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class HeadCircleTests
{
    private static double Radius(Tensor heads) => Math.Sqrt(heads.Span.ToArray().Sum(h => (double)h * h) / heads.Shape.Rows);

    private static float[] OnCircle(int head, int count, double radius) =>
        [(float)(radius * Math.Cos(Math.Tau * head / count)), (float)(radius * Math.Sin(Math.Tau * head / count))];

    [Test]
    public void Fixed_heads_of_10_I_stand_on_a_circle_of_10_and_codes_keep_their_place_between_them()
    {
        var heads = new Tensor(new Shape(10, 10));
        for (int k = 0; k < 10; k++)
        {
            heads.Row(k)[k] = 10;
        }

        var circle = new HeadCircle(heads);
        Tensor plane = circle.Project(heads);
        for (int k = 0; k < 10; k++)
        {
            Assert.That(plane.Row(k).ToArray(), Is.EqualTo(OnCircle(k, 10, 10)).Within(1e-5f), $"head {k}");
        }

        var between = new Tensor(new Shape(1, 10), [5, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.That(
            circle.Project(between).Span.ToArray(), Is.EqualTo(new[] { (plane.Row(0)[0] + plane.Row(1)[0]) / 2, (plane.Row(0)[1] + plane.Row(1)[1]) / 2 }).Within(1e-5f));
    }

    [TestCase(6, 6)]
    [TestCase(5, 8)]
    [TestCase(2, 3)]
    [TestCase(1, 4)]
    public void Independent_heads_stand_exactly_on_the_circle(int count, int dimensions)
    {
        Tensor heads = GaussianSample.Draw(count, dimensions, seed: 5);
        Tensor plane = new HeadCircle(heads).Project(heads);
        for (int k = 0; k < count; k++)
        {
            Assert.That(plane.Row(k).ToArray(), Is.EqualTo(OnCircle(k, count, Radius(heads))).Within(1e-4f), $"head {k}");
        }
    }

    // What remains is orthogonal to every column of W: no other map comes closer. The twin columns have no unique map.
    [TestCase(false)]
    [TestCase(true)]
    public void More_heads_than_dimensions_stand_as_near_as_a_linear_map_allows(bool twins)
    {
        const int count = 20;
        Tensor heads = GaussianSample.Draw(count, 4, seed: 6);
        for (int k = 0; k < count && twins; k++)
        {
            heads.Row(k)[3] = heads.Row(k)[1];
        }

        Tensor plane = new HeadCircle(heads).Project(heads);
        for (int axis = 0; axis < 2; axis++)
        {
            for (int column = 0; column < 4; column++)
            {
                double sum = Enumerable.Range(0, count).Sum(k => heads.Row(k)[column] * ((double)plane.Row(k)[axis] - OnCircle(k, count, Radius(heads))[axis]));
                Assert.That(sum, Is.EqualTo(0).Within(1e-4), $"axis {axis}, column {column}");
            }
        }
    }

    [Test]
    public void Equal_heads_and_heads_of_zero_give_finite_points()
    {
        var equal = new Tensor(new Shape(3, 2), [1, 2, 1, 2, 1, 2]);
        Assert.That(new HeadCircle(equal).Project(equal).Span.ToArray(), Is.All.EqualTo(0).Within(1e-5f), "the centre of the circle's three points");
        var zero = new Tensor(new Shape(3, 2));
        Assert.That(new HeadCircle(zero).Project(equal).Span.ToArray(), Is.All.EqualTo(0));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Assert.That(() => new HeadCircle(new Tensor(new Shape(0, 3))), Throws.TypeOf<AaeException>().With.Message.Contains("heads [0, 3]"));
        Assert.That(() => new HeadCircle(new Tensor(new Shape(1, 2), [0, float.NaN])), Throws.TypeOf<AaeException>().With.Message.Contains("NaN"));
        Assert.That(
            () => new HeadCircle(new Tensor(new Shape(3, 2))).Project(new Tensor(new Shape(1, 3))), Throws.TypeOf<AaeException>().With.Message.Contains("[1, 3]"));
    }
}
