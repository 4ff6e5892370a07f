using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class PaletteTests
{
    // Linear RGB as seen without red cones and without green cones (Machado, Oliveira, Fernandes 2009, severity 1).
    private static readonly double[,] WithoutRed = { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } };
    private static readonly double[,] WithoutGreen = { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } };
    private static readonly double[,] Usual = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

    // OKLab (Ottosson 2020): linear RGB → cone responses → their cube roots → lightness and two opponent axes.
    private static readonly double[,] Cones = { { 0.4122214708, 0.5363325363, 0.0514459929 }, { 0.2119034982, 0.6806995451, 0.1073969566 }, { 0.0883024619, 0.2817188376, 0.6299787005 } };
    private static readonly double[,] Lab = { { 0.2104542553, 0.7936177850, -0.0040720468 }, { 1.9779984951, -2.4285922050, 0.4505937099 }, { 0.0259040371, 0.7827717662, -0.8086757660 } };

    private static IEnumerable<TestCaseData> Eyes =>
    [
        new TestCaseData(Usual, 0.19).SetArgDisplayNames("usual"),
        new TestCaseData(WithoutRed, 0.12).SetArgDisplayNames("without red"),
        new TestCaseData(WithoutGreen, 0.12).SetArgDisplayNames("without green"),
    ];

    [TestCaseSource(nameof(Eyes))]
    public void Its_colours_can_be_told_apart(double[,] eye, double least)
    {
        double[][] seen = [.. Enumerable.Range(0, 10).Select(i => See(Palette.Of(i), eye))];
        for (int i = 0; i < 10; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = Math.Sqrt(seen[i].Zip(seen[j], (a, b) => (a - b) * (a - b)).Sum());
                Assert.That(distance, Is.GreaterThan(least), $"colours {j} and {i}");
            }
        }
    }

    [Test]
    public void They_repeat_after_ten() => Assert.That(Palette.Of(255), Is.EqualTo(Palette.Of(5)));

    private static double[] See(Rgb color, double[,] eye)
    {
        double[] linear = [Linear(color.R), Linear(color.G), Linear(color.B)];
        double[] adapted = [.. Times(eye, linear).Select(part => Math.Clamp(part, 0, 1))];
        return Times(Lab, [.. Times(Cones, adapted).Select(Math.Cbrt)]);
    }

    private static double Linear(byte part)
    {
        double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static double[] Times(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => matrix[row, 0] * vector[0] + matrix[row, 1] * vector[1] + matrix[row, 2] * vector[2])];
}
