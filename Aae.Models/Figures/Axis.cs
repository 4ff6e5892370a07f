using System.Globalization;

namespace Aae.Models.Figures;

/// <summary>One axis of a plot: where a value lies, and at which round values its ticks are.</summary>
/// <param name="Min">The value at the axis' start.</param>
/// <param name="Max">The value at its end, above <paramref name="Min"/>.</param>
/// <param name="Start">The pixel coordinate of <paramref name="Min"/>.</param>
/// <param name="End">The pixel coordinate of <paramref name="Max"/>; before <paramref name="Start"/> for an axis that points up.</param>
/// <param name="Logarithmic">Whether equal ratios, not equal differences, take equal room; the values are then above 0.</param>
/// <param name="Whole">Whether ticks are at whole numbers only.</param>
internal sealed record Axis(double Min, double Max, float Start, float End, bool Logarithmic = false, bool Whole = false)
{
    /// <summary>Pixels from one tick to the next, at the least.</summary>
    private const float TickDistance = 56;

    /// <summary>Labels with more zeros than this are written as powers of ten.</summary>
    private const int MaxZeros = 4;

    /// <summary>The pixel coordinate of a value.</summary>
    public float Position(double value) => (float)(Start + (End - Start) * (Scale(value) - Scale(Min)) / (Scale(Max) - Scale(Min)));

    /// <summary>The round values on the axis and how they are written, ascending.</summary>
    public IEnumerable<(double Value, string Label)> Ticks()
    {
        int most = Math.Max(2, (int)(Math.Abs(End - Start) / TickDistance));
        List<(double Value, string Label)> decades = Logarithmic ? OnAxis(Decades(most)) : [];

        // A logarithmic axis that spans less than a decade may meet no round ratio: round differences serve then.
        return decades.Count >= 2 ? decades : OnAxis(Steps(most));
    }

    private List<(double Value, string Label)> OnAxis(IEnumerable<(double Value, string Label)> ticks) =>
        [.. ticks.Where(tick => tick.Value >= Min && tick.Value <= Max)];

    // Multiples of 1, 2 or 5 times a power of ten: the finest with no more ticks than fit.
    private IEnumerable<(double Value, string Label)> Steps(int most)
    {
        double coarse = Math.Max((Max - Min) / most, Whole ? 1 : 0);
        int exponent = (int)Math.Floor(Math.Log10(coarse));
        double step = new[] { 1, 2, 5, 10 }.Select(digit => digit * Math.Pow(10, exponent)).First(s => s >= coarse * (1 - 1e-9));
        if (step >= 10 * Math.Pow(10, exponent))
        {
            exponent++;
        }

        for (double multiple = Math.Ceiling(Min / step); multiple <= Math.Floor(Max / step); multiple++)
        {
            double value = multiple * step;
            bool plain = -MaxZeros <= exponent && Math.Max(Math.Abs(Min), Math.Abs(Max)) < Math.Pow(10, MaxZeros + 2);
            yield return (value, plain
                ? (value == 0 ? 0 : value).ToString($"F{Math.Max(0, -exponent)}", CultureInfo.InvariantCulture)
                : Power(value));
        }
    }

    // Powers of ten, with 2 and 5 between them where there is room, or only every so many where there is none.
    private IEnumerable<(double Value, string Label)> Decades(int most)
    {
        int first = (int)Math.Floor(Math.Log10(Min));
        int last = (int)Math.Ceiling(Math.Log10(Max));
        double decades = Math.Log10(Max) - Math.Log10(Min);
        int every = Math.Max(1, (int)Math.Ceiling(decades / most));
        int[] digits = 3 * decades <= most ? [1, 2, 5] : [1];
        for (int exponent = first; exponent <= last; exponent++)
        {
            foreach (int digit in exponent % every == 0 ? digits : [])
            {
                double value = digit * Math.Pow(10, exponent);
                yield return (value, Math.Abs(exponent) <= MaxZeros
                    ? value.ToString($"F{Math.Max(0, -exponent)}", CultureInfo.InvariantCulture)
                    : Power(value));
            }
        }
    }

    private double Scale(double value) => Logarithmic ? Math.Log10(value) : value;

    private static string Power(double value) => value.ToString("0.###e0", CultureInfo.InvariantCulture);
}
