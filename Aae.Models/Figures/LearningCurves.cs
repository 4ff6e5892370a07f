using Aae.Core;

namespace Aae.Models.Figures;

/// <summary>Losses and other measurements over the epochs of a run, as lines.</summary>
public static class LearningCurves
{
    private const int Width = 810;
    private const int Height = 420;
    private const float Thickness = 2.4f;
    private const float DotRadius = 3.2f;
    private const int MostDots = 20;

    /// <summary>Draws a line for each series.</summary>
    /// <param name="path">The PNG file, 900 pixels wide.</param>
    /// <param name="curves">One series or more; together they need one point that can be shown.</param>
    /// <param name="logarithmic">Whether the values' axis is logarithmic. Values of 0 and below then break the line.</param>
    /// <param name="title">A line of ASCII above the plot, or null.</param>
    /// <exception cref="AaeException">No point can be shown, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Curve> curves, bool logarithmic = false, string? title = null) =>
        Plot(curves, logarithmic, title).Canvas.Save(path);

    /// <summary>Draws measurements of several runs against a number in which their recipes differ, on a logarithmic axis.</summary>
    /// <param name="path">The PNG file, 900 pixels wide.</param>
    /// <param name="curves">One series or more, with that number, above 0, in place of the epoch.</param>
    /// <param name="number">What the number is called, in ASCII.</param>
    /// <param name="title">A line of ASCII above the plot.</param>
    /// <exception cref="AaeException">No point can be shown, or the file cannot be written.</exception>
    public static void WriteSweep(string path, IReadOnlyList<Curve> curves, string number, string title) =>
        Plot(curves, logarithmic: false, title, number).Canvas.Save(path);

    internal static PlotFrame Plot(IReadOnlyList<Curve> curves, bool logarithmic, string? title, string? sweep = null)
    {
        bool IsShown((double Epoch, double Value) point) =>
            double.IsFinite(point.Epoch) && double.IsFinite(point.Value) && (point.Value > 0 || !logarithmic) && (point.Epoch > 0 || sweep is null);

        (double Epoch, double Value)[] shown = [.. curves.SelectMany(curve => curve.Points).Where(IsShown)];
        if (shown.Length == 0)
        {
            throw new AaeException($"learning curves ({curves.Count} series): no point is finite{(logarithmic ? " and above 0" : "")}, one is needed");
        }

        (double first, double last) = (shown.Min(p => p.Epoch), shown.Max(p => p.Epoch));
        (double left, double right) = sweep is null ? Room(first, last, margin: 0) : RatioRoom(first, last);
        (double low, double high) = logarithmic
            ? RatioRoom(shown.Min(p => p.Value), shown.Max(p => p.Value))
            : Room(shown.Min(p => p.Value), shown.Max(p => p.Value), margin: 0.05);
        LegendEntry[] names = [.. curves.Select((curve, i) => new LegendEntry(Mark.Line, Palette.Of(i), curve.Name))];
        var plot = new PlotFrame(
            Width, Height, new AxisRange(sweep ?? "epoch", left, right, Logarithmic: sweep is not null, Whole: sweep is null), new AxisRange("", low, high, logarithmic), names, title);

        for (int i = 0; i < curves.Count; i++)
        {
            DrawCurve(plot, curves[i], Palette.Of(i), IsShown);
        }

        return plot;
    }

    private static void DrawCurve(PlotFrame plot, Curve curve, Rgb color, Func<(double Epoch, double Value), bool> isShown)
    {
        foreach (List<(float X, float Y)> piece in Pieces(plot, curve, isShown))
        {
            plot.Canvas.Polyline(piece, Thickness, color);

            // Where lines are few, or there is none, dots show what was measured.
            if (piece.Count == 1 || curve.Points.Count <= MostDots)
            {
                piece.ForEach(point => plot.Canvas.Disc(point.X, point.Y, DotRadius, color));
            }
        }
    }

    // The runs of points between those that cannot be shown, in pixels.
    private static List<List<(float X, float Y)>> Pieces(PlotFrame plot, Curve curve, Func<(double Epoch, double Value), bool> isShown)
    {
        var pieces = new List<List<(float X, float Y)>>();
        bool broken = true;
        foreach ((double Epoch, double Value) point in curve.Points)
        {
            if (isShown(point))
            {
                if (broken)
                {
                    pieces.Add([]);
                }

                pieces[^1].Add((plot.X.Position(point.Epoch), plot.Y.Position(point.Value)));
            }

            broken = !isShown(point);
        }

        return pieces;
    }

    private static (double Low, double High) Room(double low, double high, double margin)
    {
        double spread = high - low;
        if (!(spread > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))))
        {
            spread = Math.Max(1, Math.Abs(low));
            margin = 0.5;
        }

        return (low - margin * spread, high + margin * spread);
    }

    private static (double Low, double High) RatioRoom(double low, double high)
    {
        (double lowest, double highest) = Room(Math.Log10(low), Math.Log10(high), margin: 0.05);
        return (Math.Pow(10, lowest), Math.Pow(10, highest));
    }
}
