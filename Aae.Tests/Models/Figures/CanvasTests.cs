using Aae.Core;
using Aae.Core.Data;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class CanvasTests
{
    private static readonly Rgb Blue = new(0, 0, 255);

    [Test]
    public void A_canvas_is_white_at_first() => Assert.That(new Canvas(3, 2)[2, 1], Is.EqualTo(Rgb.White));

    [Test]
    public void A_rectangle_fills_its_pixels_and_no_others()
    {
        var canvas = new Canvas(10, 10);
        canvas.Rectangle(2, 3, 4, 5, Blue);
        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 10; x++)
            {
                bool inside = x is >= 2 and < 6 && y is >= 3 and < 8;
                Assert.That(canvas[x, y], Is.EqualTo(inside ? Blue : Rgb.White), $"({x}, {y})");
            }
        }
    }

    [Test]
    public void Blending_mixes_by_alpha()
    {
        var canvas = new Canvas(1, 1);
        canvas.Blend(0, 0, new Rgb(55, 155, 255), 0.25f);
        Assert.That(canvas[0, 0], Is.EqualTo(new Rgb(205, 230, 255)));
    }

    [Test]
    public void A_disc_covers_its_area_with_soft_edges()
    {
        var canvas = new Canvas(41, 41);
        canvas.Disc(20.5f, 20.5f, 12, Blue);
        Assert.That(canvas[20, 20], Is.EqualTo(Blue));
        Assert.That(canvas[20, 33], Is.EqualTo(Rgb.White));
        Assert.That(Covered(canvas), Is.EqualTo(Math.PI * 144).Within(1).Percent);
        Assert.That(Enumerable.Range(0, 41).Any(x => canvas[x, 12].R is > 0 and < 255), "an edge has shades");
    }

    [Test]
    public void A_line_covers_length_times_thickness_and_its_round_ends()
    {
        var canvas = new Canvas(60, 60);
        canvas.Line(10, 12, 40, 52, 4, Blue);
        Assert.That(canvas[25, 32], Is.EqualTo(Blue));
        Assert.That(Covered(canvas), Is.EqualTo(50 * 4 + Math.PI * 4).Within(2).Percent);
    }

    [Test]
    public void A_circle_is_empty_inside()
    {
        var canvas = new Canvas(60, 60);
        canvas.Circle(30, 30, 20, 2, Blue);
        Assert.That(canvas[30, 30], Is.EqualTo(Rgb.White));
        Assert.That(canvas[49, 30], Is.EqualTo(Blue));
        Assert.That(Covered(canvas), Is.EqualTo(2 * Math.PI * 20 * 2).Within(2).Percent);
    }

    [Test]
    public void Lines_that_join_leave_no_dark_joint()
    {
        var straight = new Canvas(60, 20);
        straight.Line(5, 10, 55, 11, 3, Blue);
        var joined = new Canvas(60, 20);
        joined.Polyline([(5, 10), (30, 10.5f), (55, 11)], 3, Blue);
        for (int i = 0; i < 60 * 20; i++)
        {
            Assert.That(joined[i % 60, i / 60].R, Is.EqualTo(straight[i % 60, i / 60].R).Within(1));
        }
    }

    [Test]
    public void Whatever_lies_beyond_the_borders_is_left_out()
    {
        foreach (float far in (float[])[-1e30f, -50, -1, 0, 7, 8, 50, 1e30f, float.PositiveInfinity, float.NaN])
        {
            var canvas = new Canvas(8, 8);
            Assert.That(() => canvas.Disc(far, 3, 3, Blue), Throws.Nothing);
            Assert.That(() => canvas.Disc(3, far, 2, Blue), Throws.Nothing);
            Assert.That(() => canvas.Circle(far, far, 5, 1, Blue), Throws.Nothing);
            Assert.That(() => canvas.Line(far, 0, 3, far, 2, Blue), Throws.Nothing);
            Assert.That(() => canvas.Text(far, far, "text", Blue), Throws.Nothing);
        }

        foreach (int far in (int[])[int.MinValue, -4, 6, int.MaxValue])
        {
            var canvas = new Canvas(8, 8);
            Assert.That(() => canvas.Rectangle(far, far, 4, int.MaxValue, Blue), Throws.Nothing);
            Assert.That(() => canvas.Blend(far, far, Blue), Throws.Nothing);
        }

        var cut = new Canvas(8, 8);
        cut.Blit([0, 0, 0, 0], new ImageSize(2, 2, 1), 6, -2, 3);
        Assert.That(cut[6, 0], Is.EqualTo(new Rgb(0, 0, 0)));
        Assert.That(cut[5, 0], Is.EqualTo(Rgb.White));
    }

    [Test]
    public void An_image_is_drawn_in_squares_clamped_to_black_and_white()
    {
        var canvas = new Canvas(9, 6);
        canvas.Blit([0, 0.5f, 1, -3, 7, float.NaN], new ImageSize(2, 3, 1), 0, 0, 3);
        Rgb[] expected = [new(0, 0, 0), new(128, 128, 128), Rgb.White, new(0, 0, 0), Rgb.White, Rgb.NotANumber];
        for (int i = 0; i < 9 * 6; i++)
        {
            (int x, int y) = (i % 9, i / 9);
            Assert.That(canvas[x, y], Is.EqualTo(expected[y / 3 * 3 + x / 3]), $"({x}, {y})");
        }
    }

    [Test]
    public void A_colour_image_has_one_channel_after_the_other()
    {
        // Red, green and blue of 2 × 2 pixels, as a data set hands them out.
        byte[] pixels = [255, 0, 0, 51, 51, 255, 0, 0, 0, 0, 255, 0];
        var images = new ImageSet("colours", 2, 2, 3, pixels);
        var canvas = new Canvas(2, 2);
        canvas.Blit(images.Gather(0, 1).Span, new ImageSize(2, 2, 3), 0, 0, 1);
        Assert.That(
            new[] { canvas[0, 0], canvas[1, 0], canvas[0, 1], canvas[1, 1] },
            Is.EqualTo(new[] { new Rgb(255, 51, 0), new Rgb(0, 255, 0), new Rgb(0, 0, 255), new Rgb(51, 0, 0) }));

        canvas.Blit([1, float.NaN, 0.5f], new ImageSize(1, 1, 3), 0, 0, 1);
        Assert.That(canvas[0, 0], Is.EqualTo(Rgb.NotANumber));
    }

    [Test]
    public void A_picture_that_no_file_holds_is_an_error() => Assert.That(
        () => new Canvas(100_000, 100_000),
        Throws.InstanceOf<AaeException>().With.Message.Contains("a picture of 100000 × 100000 pixels is too large"));

    // Pixels that are blue, soft ones counted by their share.
    private static double Covered(Canvas canvas) =>
        Enumerable.Range(0, canvas.Width * canvas.Height).Sum(i => (255 - canvas[i % canvas.Width, i / canvas.Width].R) / 255.0);
}
