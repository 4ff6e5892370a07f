using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class ScatterPlotTests
{
    private static readonly Tensor Corners = new(new Shape(4, 2), [-10, -10, 10, -10, -10, 10, 10, 10]);

    /// <summary>A point's colour where it covers white.</summary>
    private static Rgb OverWhite(Rgb color)
    {
        var canvas = new Canvas(1, 1);
        canvas.Blend(0, 0, color, 0.85f);
        return canvas[0, 0];
    }

    private static Rgb At(PlotFrame plot, double x, double y) => plot.Canvas[(int)plot.X.Position(x), (int)plot.Y.Position(y)];

    private static bool Shows(PlotFrame plot, Rgb color, int fromY, int toY) =>
        Enumerable.Range(fromY, toY - fromY).Any(y => Enumerable.Range(0, plot.Canvas.Width).Any(x => plot.Canvas[x, y] == color));

    [Test]
    public void Points_land_where_the_axes_say_in_the_colours_of_their_labels()
    {
        // Grid lines are at even numbers: the points lie on white.
        var codes = new Tensor(new Shape(4, 2), [-7, -7, 7, -7, -7, 7, 7, 7]);
        PlotFrame plot = ScatterPlot.Plot(codes, [0, 1, 2, 3], null, null);
        Assert.That(At(plot, -7, -7), Is.EqualTo(OverWhite(Palette.Of(0))));
        Assert.That(At(plot, 7, -7), Is.EqualTo(OverWhite(Palette.Of(1))));
        Assert.That(At(plot, -7, 7), Is.EqualTo(OverWhite(Palette.Of(2))));
        Assert.That(At(plot, 7, 7), Is.EqualTo(OverWhite(Palette.Of(3))));

        // The value grows to the right and upwards.
        Assert.That(plot.X.Position(7), Is.GreaterThan(plot.X.Position(-7)));
        Assert.That(plot.Y.Position(7), Is.LessThan(plot.Y.Position(-7)));
    }

    [Test]
    public void Ticks_are_drawn_at_their_values()
    {
        PlotFrame plot = ScatterPlot.Plot(Corners, [], null, null);
        foreach ((double value, string _) in plot.X.Ticks())
        {
            Assert.That(plot.Canvas[(int)plot.X.Position(value), (int)plot.Y.Start + 3], Is.EqualTo(Rgb.Grey), $"x {value}");
            Assert.That(plot.Canvas[(int)plot.X.Start - 3, (int)plot.Y.Position(value)], Is.EqualTo(Rgb.Grey), $"y {value}");
        }

        Assert.That(plot.X.Ticks().Count(), Is.GreaterThan(3));
    }

    [Test]
    public void Both_axes_have_the_same_scale_whatever_the_codes()
    {
        PlotFrame plot = ScatterPlot.Plot(new Tensor(new Shape(2, 2), [100, 0, 300, 1]), [], null, null);
        Assert.That(plot.X.Position(201) - plot.X.Position(200), Is.EqualTo(plot.Y.Position(0) - plot.Y.Position(1)).Within(1e-3));
    }

    [Test]
    public void The_legend_names_the_labels_that_occur()
    {
        PlotFrame plot = ScatterPlot.Plot(Corners, [0, 0, 7, 7], null, null);
        int top = (int)plot.Y.End;
        for (int label = 0; label < 10; label++)
        {
            Assert.That(Shows(plot, Palette.Of(label), 0, top), Is.EqualTo(label is 0 or 7), $"label {label}");
        }
    }

    [Test]
    public void The_prior_is_outlined_at_1_2_and_3_deviations()
    {
        var centre = new Tensor(new Shape(1, 2));
        PlotFrame without = ScatterPlot.Plot(new Tensor(new Shape(2, 2), [-15, -15, 15, 15]), [], null, null);
        PlotFrame with = ScatterPlot.Plot(centre, [], 5, null);
        Assert.That(At(without, 5 / Math.Sqrt(2), 5 / Math.Sqrt(2)), Is.EqualTo(Rgb.White));
        for (int i = 1; i <= 3; i++)
        {
            double on = i * 5 / Math.Sqrt(2);
            Assert.That(At(with, on, on).R, Is.LessThan(200), $"{i} s");
            Assert.That(At(with, on * 0.93, on * 0.93), Is.EqualTo(Rgb.White), $"inside {i} s");
        }
    }

    [Test]
    public void There_is_room_for_points_that_are_not_shown()
    {
        var codes = new Tensor(new Shape(2, 2), [-1, -1, 1, 1]);
        PlotFrame plot = ScatterPlot.Plot(codes, [], null, null, room: new Tensor(new Shape(2, 2), [9.3f, 9.3f, float.NaN, 50]));
        Assert.That((plot.X.Min < -1, plot.X.Max > 9.3, plot.X.Max < 11), Is.EqualTo((true, true, true)));
        Assert.That(At(plot, 9.3, 9.3), Is.EqualTo(Rgb.White));
        Assert.That(At(plot, 1, 1), Is.Not.EqualTo(Rgb.White));
    }

    [Test]
    public void Heads_are_numbered_discs_over_the_codes_and_all_on_the_picture()
    {
        var codes = new Tensor(new Shape(2, 2), [-1, -1, 1, 1]);
        PlotFrame plot = ScatterPlot.Plot(codes, [], null, null, heads: new Tensor(new Shape(2, 2), [1, 1, 20, -20]));
        foreach ((int x, int y) in new[] { (1, 1), (20, -20) })
        {
            int centreX = (int)plot.X.Position(x);
            int centreY = (int)plot.Y.Position(y);
            Assert.That(plot.Canvas[centreX - 13, centreY], Is.EqualTo(Rgb.Ink), "the rim");
            Assert.That(plot.Canvas[centreX, centreY - 9], Is.EqualTo(Rgb.White), "over the code");
            Assert.That(
                Enumerable.Range(-7, 15).Any(dx => Enumerable.Range(-7, 15).Any(dy => plot.Canvas[centreX + dx, centreY + dy] == Rgb.Ink)), "the number");
        }

        Assert.That(plot.Canvas[(int)plot.X.Position(-1), (int)plot.Y.Position(-1)], Is.Not.EqualTo(Rgb.White), "the other code");
    }

    [Test]
    public void Codes_that_are_not_finite_are_counted_not_drawn()
    {
        var codes = new Tensor(new Shape(3, 2), [float.NaN, 0, 1, float.PositiveInfinity, 2, 3]);
        PlotFrame all = ScatterPlot.Plot(codes, [], null, null);
        PlotFrame finite = ScatterPlot.Plot(new Tensor(new Shape(1, 2), [2, 3]), [], null, null);
        Assert.That((all.X.Min, all.X.Max), Is.EqualTo((finite.X.Min, finite.X.Max)));
        Assert.That(Shows(all, Rgb.Ink, 0, (int)all.Y.End - 24), "the legend's line");
    }

    [Test]
    public void A_single_code_and_a_huge_one_can_be_drawn()
    {
        Assert.That(() => ScatterPlot.Plot(new Tensor(new Shape(1, 2)), [], null, null), Throws.Nothing);
        Assert.That(() => ScatterPlot.Plot(new Tensor(new Shape(2, 2), [-3e38f, 3e38f, 1e-38f, 0]), [], 1, null), Throws.Nothing);
        Assert.That(() => ScatterPlot.Plot(new Tensor(new Shape(2, 2), [1e9f, 1e9f, 1e9f, 1e9f]), [], null, null), Throws.Nothing);
    }

    [Test]
    public void It_is_800_pixels_wide_and_taller_with_a_title()
    {
        Assert.That(ScatterPlot.Plot(Corners, [], null, null).Canvas.Width, Is.EqualTo(800));
        Assert.That(
            ScatterPlot.Plot(Corners, [], null, "codes").Canvas.Height,
            Is.GreaterThan(ScatterPlot.Plot(Corners, [], null, null).Canvas.Height));
    }

    [Test]
    public void Wrong_input_is_one_clear_line()
    {
        string path = Path.Combine(Path.GetTempPath(), "never-written.png");
        Refuses(() => ScatterPlot.Write(path, new Tensor(new Shape(0, 2))), "codes [0, 2] cannot be scattered: a matrix [n, 2] with n of 1 or more is needed");
        Refuses(() => ScatterPlot.Write(path, new Tensor(new Shape(4, 3))), "codes [4, 3] cannot be scattered: a matrix [n, 2] with n of 1 or more is needed");
        Refuses(() => ScatterPlot.Write(path, Corners, heads: new Tensor(new Shape(4, 3))), "heads [4, 3] cannot be scattered: a matrix [n, 2] with n of 1 or more is needed");
        Refuses(() => ScatterPlot.Write(path, Corners, [1, 2]), "codes [4, 2] need 4 labels, not 2");
        Refuses(() => ScatterPlot.Write(path, Corners, -1), "a prior's standard deviation is above 0 and finite, not -1");
        Refuses(() => ScatterPlot.Write(path, new Tensor(new Shape(1, 2), [float.NaN, 0])), "codes [1, 2] cannot be scattered: none of them is finite");
        Assert.That(path, Does.Not.Exist);

        static void Refuses(Action write, string message) =>
            Assert.That(write, Throws.InstanceOf<AaeException>().With.Message.EqualTo(message));
    }
}
