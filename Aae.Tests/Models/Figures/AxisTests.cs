using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class AxisTests
{
    private static string Labels(Axis axis) => string.Join(" ", axis.Ticks().Select(tick => tick.Label));

    [TestCase(-15.6, 15.6, "-15 -10 -5 0 5 10 15")]
    [TestCase(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [TestCase(-0.031, 0.024, "-0.03 -0.02 -0.01 0.00 0.01 0.02")]
    [TestCase(1, 5000, "1000 2000 3000 4000 5000")]
    [TestCase(-3e7, 3e7, "-3e7 -2e7 -1e7 0 1e7 2e7 3e7")]
    [TestCase(1e-7, 5e-7, "1e-7 2e-7 3e-7 4e-7 5e-7")]
    public void Ticks_are_at_round_values(double min, double max, string labels) =>
        Assert.That(Labels(new Axis(min, max, 0, 400)), Is.EqualTo(labels));

    [TestCase(0.004, 130, "0.01 0.1 1 10 100")]
    [TestCase(1.7, 30, "2 5 10 20")]
    [TestCase(8.1, 8.6, "8.1 8.2 8.3 8.4 8.5 8.6")]
    [TestCase(1e-20, 1, "1e-18 1e-15 1e-12 1e-9 1e-6 0.001 1")]
    public void Logarithmic_ticks_are_at_powers_of_ten_where_there_are_two(double min, double max, string labels) =>
        Assert.That(Labels(new Axis(min, max, 0, 400, Logarithmic: true)), Is.EqualTo(labels));

    [TestCase(1, 3, "1 2 3")]
    [TestCase(0.5, 1.5, "1")]
    public void Whole_ticks_are_at_whole_numbers(double min, double max, string labels) =>
        Assert.That(Labels(new Axis(min, max, 0, 800, Whole: true)), Is.EqualTo(labels));

    [Test]
    public void Positions_run_from_start_to_end()
    {
        var up = new Axis(-2, 6, 500, 100);
        Assert.That(up.Position(-2), Is.EqualTo(500));
        Assert.That(up.Position(0), Is.EqualTo(400));
        Assert.That(up.Position(6), Is.EqualTo(100));

        var logarithmic = new Axis(0.01, 100, 0, 400, Logarithmic: true);
        Assert.That(logarithmic.Position(0.1), Is.EqualTo(100).Within(1e-3));
        Assert.That(logarithmic.Position(1), Is.EqualTo(200).Within(1e-3));
    }
}
