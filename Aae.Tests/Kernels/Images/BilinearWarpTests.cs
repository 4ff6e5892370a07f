using Aae.Core.Threading;
using Aae.Kernels.Images;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Images;

/// <summary>Warped images against the definition, pixel by pixel in double precision, and the way back against the transposed of it.</summary>
[Category("Kernel")]
internal sealed unsafe class BilinearWarpTests
{
    private static readonly (int Images, int Channels, int Height, int Width)[] s_sizes =
        [(0, 1, 3, 3), (1, 1, 1, 1), (2, 1, 1, 5), (2, 2, 4, 3), (3, 1, 7, 9), (5, 3, 28, 28)];

    [Test]
    public void A_pixel_is_the_bilinear_mean_about_its_place_and_its_gradient_goes_back_there([Values(1, 3)] int threads)
    {
        foreach (var (images, channels, height, width) in s_sizes)
        {
            int pixels = channels * height * width;
            using var x = new Guarded(images * pixels, 1);
            using var y = new Guarded(images * pixels, 2);
            using var dy = new Guarded(images * pixels, 3);
            using var dx = new Guarded(images * pixels);
            Kernel.Fill(x.Span, 1);
            Kernel.Fill(dy.Span, 2);
            AffineMap[] maps = [.. Enumerable.Range(0, images).Select(i => MapOf(i, height, width))];
            fixed (AffineMap* map = maps)
            {
                BilinearWarp.Apply(x.Pointer, y.Pointer, map, images, channels, height, width, new WorkerTeam(threads));
                BilinearWarp.ApplyTransposed(dy.Pointer, dx.Pointer, map, images, channels, height, width, new WorkerTeam(threads));
            }

            double[] expected = new double[images * pixels], expectedBack = new double[images * pixels];
            for (int image = 0; image < images; image++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    int first = image * pixels + channel * height * width;
                    foreach (var (to, from, weight) in Weights(maps[image], height, width))
                    {
                        expected[first + to] += weight * x.Span[first + from];
                        expectedBack[first + from] += weight * dy.Span[first + to];
                    }
                }
            }

            string size = $"{images}×{channels}×{height}×{width}";
            Assert.That(y.Span.ToArray(), Is.EqualTo(expected).Within(2e-5), size);
            Assert.That(dx.Span.ToArray(), Is.EqualTo(expectedBack).Within(5e-5), size);
            Assert.That(x.GuardsAreWhole && y.GuardsAreWhole && dy.GuardsAreWhole && dx.GuardsAreWhole, "written outside");
        }
    }

    [Test]
    public void The_identity_changes_no_bit_and_a_move_by_whole_pixels_brings_black_in()
    {
        float[] image = [1, 2, float.PositiveInfinity, 4, 5, 6];
        Assert.That(Warp(image, new AffineMap(1, 0, 0, 0, 1, 0)), Is.EqualTo(new[] { 1, float.NaN, float.PositiveInfinity, 4, 5, 6 }), "0 · ∞ of the neighbour is no number");
        Assert.That(Warp([1, 2, 3, 4, 5, 6], new AffineMap(1, 0, 0, 0, 1, 0)), Is.EqualTo(new[] { 1f, 2, 3, 4, 5, 6 }));
        Assert.That(Warp([1, 2, 3, 4, 5, 6], new AffineMap(1, 0, -1, 0, 1, 0)), Is.EqualTo(new[] { 0f, 1, 2, 0, 4, 5 }));
        Assert.That(Warp([1, 2, 3, 4, 5, 6], new AffineMap(1, 0, 0, 0, 1, 1)), Is.EqualTo(new[] { 4f, 5, 6, 0, 0, 0 }));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(1e30f)]
    public void A_map_to_nowhere_gives_black(float place) =>
        Assert.That(Warp([1, 2, 3, 4, 5, 6], new AffineMap(1, 0, place, 0, 1, 0)), Is.All.Zero);

    private static float[] Warp(float[] image, AffineMap map)
    {
        float[] warped = [.. Enumerable.Repeat(7f, image.Length)];
        fixed (float* x = image, y = warped)
        {
            BilinearWarp.Apply(x, y, &map, 1, 1, 2, 3, new WorkerTeam(1));
        }

        return warped;
    }

    // Of each pixel made the pixels it is made of: those less than one away from its place in both directions.
    private static IEnumerable<(int To, int From, double Weight)> Weights(AffineMap map, int height, int width) =>
        from to in Enumerable.Range(0, height * width)
        let x = (double)(map.Xx * (to % width) + map.Xy * (to / width) + map.X0)
        let y = (double)(map.Yx * (to % width) + map.Yy * (to / width) + map.Y0)
        from left in new[] { Math.Floor(x), Math.Floor(x) + 1 }
        from top in new[] { Math.Floor(y), Math.Floor(y) + 1 }
        where left >= 0 && left < width && top >= 0 && top < height
        select (to, (int)top * width + (int)left, (1 - Math.Abs(x - left)) * (1 - Math.Abs(y - top)));

    // Turned, sheared, scaled and moved, more for the later ones: some of the last one's pixels come from outside.
    private static AffineMap MapOf(int i, int height, int width)
    {
        float turn = 0.13f * i, scale = 1 + 0.2f * i;
        return new AffineMap(
            scale * MathF.Cos(turn), -MathF.Sin(turn), 0.37f * i - 0.1f * width, MathF.Sin(turn) + 0.1f, scale * MathF.Cos(turn), -0.21f * i + 0.05f * height);
    }
}
