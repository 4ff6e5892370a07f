using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Priors;

[Category("Unit")]
internal sealed class SwissRollTests
{
    private const int Count = 10_000;

    [TestCase(-1, 0, 1)]
    [TestCase(0, 0, 0.1)]
    [TestCase(7, 0.7, 0.8)]
    public void It_has_radius_3_root_u_and_angle_4_pi_root_u_with_u_uniform_on_the_arc_of_the_class(int of, double from, double to)
    {
        var samples = new Tensor(new Shape(Count, 2));
        new SwissRollPrior().Sample(new RandomStream(1, 2), 3, Enumerable.Repeat(of, Count).ToArray(), samples);

        var u = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            (double x, double y) = (samples.Row(i)[0], samples.Row(i)[1]);
            double root = Math.Sqrt(x * x + y * y) / 3;
            u[i] = (root * root - from) / (to - from);
            Assert.That(x, Is.EqualTo(3 * root * Math.Cos(4 * Math.PI * root)).Within(1e-5));
            Assert.That(y, Is.EqualTo(3 * root * Math.Sin(4 * Math.PI * root)).Within(1e-5));
        }

        // Kolmogorov and Smirnov's distance to the uniform law, beyond 1.63/√n in one of a hundred.
        Array.Sort(u);
        Assert.That(u[0], Is.GreaterThan(-1e-5));
        Assert.That(u[^1], Is.LessThan(1 + 1e-5));
        Assert.That(Enumerable.Range(0, Count).Max(i => Math.Abs(u[i] - (i + 0.5) / Count)), Is.LessThan(1.63 / Math.Sqrt(Count)));
    }

    [Test]
    public void The_nearest_class_is_that_of_the_nearest_arc()
    {
        const int dense = 50_000;
        var prior = new SwissRollPrior(7);
        var points = new Tensor(new Shape(200, 2));
        new UniformPrior(2, -4, 4).Sample(new RandomStream(1, 2), 0, points);
        (double X, double Y)[] roll = [.. Enumerable.Range(0, dense + 1).Select(i => Math.Sqrt((double)i / dense)).Select(root => (3 * root * Math.Cos(4 * Math.PI * root), 3 * root * Math.Sin(4 * Math.PI * root)))];
        for (int p = 0; p < 200; p++)
        {
            (float x, float y) = (points.Row(p)[0], points.Row(p)[1]);
            int nearest = Enumerable.Range(0, dense).MinBy(i => (roll[i].X - x) * (roll[i].X - x) + (roll[i].Y - y) * (roll[i].Y - y));
            Assert.That(prior.NearestClass(points.Row(p)), Is.EqualTo(nearest * 7L / dense), $"({x}, {y})");
        }
    }

    [Test]
    public void A_walk_goes_along_the_arc_at_equal_steps_of_u()
    {
        Tensor walk = new SwissRollPrior(4).Walk(1, 3); // u = 1/4, 3/8, 1/2

        float[] Point(double u) => [(float)(3 * Math.Sqrt(u) * Math.Cos(4 * Math.PI * Math.Sqrt(u))), (float)(3 * Math.Sqrt(u) * Math.Sin(4 * Math.PI * Math.Sqrt(u)))];
        Assert.That(walk.Span.ToArray(), Is.EqualTo(new float[][] { Point(0.25), Point(0.375), Point(0.5) }.SelectMany(z => z)).Within(1e-6f));
    }
}
