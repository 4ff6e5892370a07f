using Aae.Autograd.Ops;
using Aae.Core.Random;
using Aae.Kernels.Images;

namespace Aae.Tests.Autograd.Ops;

[Category("Unit")]
internal sealed class WarpRangeTests
{
    private const int Height = 21;
    private const int Width = 31;

    [Test]
    public void Nothing_is_the_identity() => Assert.That(Draw(default, 3), Is.EqualTo(new AffineMap(1, 0, 0, 0, 1, 0)));

    // Of a thousand draws the largest comes near to what is allowed, and none beyond.
    [Test]
    public void Each_amount_goes_as_far_as_it_may_in_both_directions_and_does_what_it_says()
    {
        const float x0 = (Width - 1) / 2f, y0 = (Height - 1) / 2f;
        Check(new(3, 0, 0, 0), map => map.X0, 3);
        Check(new(3, 0, 0, 0), map => map.Y0, 3);
        Check(new(0, 20, 0, 0), map => MathF.Atan2(map.Yx, map.Xx) * 180 / MathF.PI, 20);
        Check(new(0, 20, 0, 0), map => MathF.Atan2(-map.Xy, map.Yy) * 180 / MathF.PI, 20);
        Check(new(0, 0, 0.3f, 0), map => MathF.Log(map.Xx), 0.3f);
        Check(new(0, 0, 0.3f, 0), map => MathF.Log(map.Yy), 0.3f);
        Check(new(0, 0, 0, 0.4f), map => map.Xy, 0.4f);

        foreach (AffineMap map in Maps(new(0, 40, 0.5f, 0.5f)))
        {
            Assert.That(map.Xx * x0 + map.Xy * y0 + map.X0, Is.EqualTo(x0).Within(1e-4), "the centre stays");
            Assert.That(map.Yx * x0 + map.Yy * y0 + map.Y0, Is.EqualTo(y0).Within(1e-4), "the centre stays");
        }

        static void Check(WarpRange range, Func<AffineMap, float> amount, float most)
        {
            float[] amounts = [.. Maps(range).Select(amount)];
            Assert.That(amounts, Is.All.InRange(-most - 1e-4, most + 1e-4));
            Assert.That(amounts.Max(), Is.GreaterThan(0.98 * most));
            Assert.That(amounts.Min(), Is.LessThan(-0.98 * most));
            Assert.That(amounts.Average(), Is.Zero.Within(0.08 * most)); // four deviations of an even law's mean
        }
    }

    [Test]
    public void Every_image_of_every_step_has_draws_of_its_own()
    {
        var range = new WarpRange(2, 10, 0.1f, 0.1f);
        AffineMap[] maps = [.. Maps(range), Draw(range, 0, step: 8)];
        Assert.That(maps.Distinct().Count(), Is.EqualTo(maps.Length));
        Assert.That(Draw(range, 5), Is.EqualTo(maps[5]));
        float[] turns = [.. maps.Select(map => map.Yx)], shifts = [.. maps.Select(map => map.X0 + map.Xx * 15 + map.Xy * 10)];
        double correlation = turns.Zip(shifts, (a, b) => (double)(a - turns.Average()) * (b - shifts.Average())).Sum()
            / Math.Sqrt(turns.Sum(a => Math.Pow(a - turns.Average(), 2)) * shifts.Sum(b => Math.Pow(b - shifts.Average(), 2)));
        Assert.That(correlation, Is.Zero.Within(0.13), "turns tell nothing of shifts");
    }

    private static IEnumerable<AffineMap> Maps(WarpRange range) => Enumerable.Range(0, 1000).Select(row => Draw(range, row));

    private static AffineMap Draw(WarpRange range, int row, ulong step = 7) => range.Draw(new RandomStream(1, 2), step, row, Height, Width);
}
