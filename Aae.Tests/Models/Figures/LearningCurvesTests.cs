using Aae.Core;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class LearningCurvesTests
{
    private static Rgb At(PlotFrame plot, double epoch, double value) =>
        plot.Canvas[(int)plot.X.Position(epoch), (int)plot.Y.Position(value)];

    [TestCase(false)]
    [TestCase(true)]
    public void Each_series_runs_through_its_points_in_its_own_colour(bool logarithmic)
    {
        Curve[] curves = [Curve.PerEpoch("reconstruction", [30, 20, 12, 11]), Curve.PerEpoch("generator", [0.5, 0.7, 0.9, 0.7])];
        PlotFrame plot = LearningCurves.Plot(curves, logarithmic, null);
        for (int i = 0; i < 2; i++)
        {
            // The first and the last point lie on the frame, but over it.
            foreach ((double epoch, double value) in curves[i].Points)
            {
                Assert.That(At(plot, epoch, value), Is.EqualTo(Palette.Of(i)), $"{curves[i].Name} {epoch}");
            }
        }
    }

    [Test]
    public void The_legend_stands_above_the_plot()
    {
        PlotFrame plot = LearningCurves.Plot([Curve.PerEpoch("a", [1, 2]), Curve.PerEpoch("b", [2, 3])], false, "losses");
        Rgb[] above = [.. Enumerable.Range(0, (int)plot.Y.End * plot.Canvas.Width).Select(i => plot.Canvas[i % plot.Canvas.Width, i / plot.Canvas.Width])];
        Assert.That(above, Does.Contain(Palette.Of(0)).And.Contain(Palette.Of(1)).And.Not.Contain(Palette.Of(2)));
    }

    [Test]
    public void A_value_that_is_not_finite_breaks_the_line()
    {
        Rgb Middle(double between)
        {
            PlotFrame plot = LearningCurves.Plot([Curve.PerEpoch("loss", [1.1, 1.1, between, 1.1, 1.1, 3])], false, null);
            return At(plot, 2.5, 1.1);
        }

        Assert.That(Middle(1.1), Is.EqualTo(Palette.Of(0)));
        Assert.That(Middle(double.NaN), Is.EqualTo(Rgb.White));
        Assert.That(Middle(double.PositiveInfinity), Is.EqualTo(Rgb.White));
    }

    [Test]
    public void A_point_alone_is_a_dot()
    {
        PlotFrame plot = LearningCurves.Plot([Curve.PerEpoch("loss", [double.NaN, 2, double.NaN]), Curve.PerEpoch("other", [1, 1, 1])], false, null);
        Assert.That(At(plot, 2, 2), Is.EqualTo(Palette.Of(0)));
    }

    [Test]
    public void A_logarithmic_axis_leaves_out_0_and_below()
    {
        PlotFrame plot = LearningCurves.Plot([Curve.PerEpoch("mmd", [0.1, -0.01, 0, 0.001])], true, null);
        Assert.That(plot.Y.Min, Is.InRange(0.0005, 0.001));
        Assert.That(plot.Y.Max, Is.InRange(0.1, 0.2));
    }

    [Test]
    public void Constant_and_single_values_have_room_around_them()
    {
        PlotFrame plot = LearningCurves.Plot([Curve.PerEpoch("loss", [7])], false, null);
        Assert.That(plot.Y.Min, Is.LessThan(7));
        Assert.That(plot.Y.Max, Is.GreaterThan(7));
        Assert.That(plot.X.Min, Is.LessThan(1));
        Assert.That(plot.X.Max, Is.GreaterThan(1));
    }

    [Test]
    public void A_sweep_gives_equal_ratios_equal_room()
    {
        PlotFrame plot = LearningCurves.Plot([new Curve("mmd", [(0.5, 3), (5, 2), (50, 4)])], false, "error", sweep: "lambda");
        Assert.That(plot.X.Position(5) - plot.X.Position(0.5), Is.EqualTo(plot.X.Position(50) - plot.X.Position(5)).Within(0.01));
        Assert.That(At(plot, 0.5, 3), Is.EqualTo(Palette.Of(0)));
        Assert.That(plot.X.Ticks().Select(tick => tick.Label), Does.Contain("1").And.Contain("10"));
    }

    [Test]
    public void Nothing_to_show_is_an_error()
    {
        Assert.That(
            () => LearningCurves.Write("never-written.png", []),
            Throws.InstanceOf<AaeException>().With.Message.EqualTo("learning curves (0 series): no point is finite, one is needed"));
        Assert.That(
            () => LearningCurves.Write("never-written.png", [Curve.PerEpoch("a", [0, -1, double.NaN])], logarithmic: true),
            Throws.InstanceOf<AaeException>().With.Message.EqualTo("learning curves (1 series): no point is finite and above 0, one is needed"));
    }
}
