using System.Globalization;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>Codes in two dimensions as points, coloured by class: how an encoder fills its prior.</summary>
public static class ScatterPlot
{
    private const int Side = 710;
    private const double Margin = 1.04;
    private const int PriorCircles = 3;
    private const float HeadRadius = 13;

    /// <summary>Draws codes without classes.</summary>
    /// <inheritdoc cref="Write(string, Tensor, ReadOnlySpan{byte}, double?, string?, Tensor, Tensor)"/>
    public static void Write(string path, Tensor codes, double? priorDeviation = null, string? title = null, Tensor? heads = null, Tensor? room = null) =>
        Plot(codes, [], priorDeviation, title, heads, room).Canvas.Save(path);

    /// <summary>
    /// Draws codes in the colours of their classes. Both axes have the same scale and all finite codes are on the picture;
    /// codes that are not finite are counted in the legend.
    /// </summary>
    /// <param name="path">The PNG file, 800 pixels wide.</param>
    /// <param name="codes">[n, 2], n of 1 or more. Later codes lie over earlier ones.</param>
    /// <param name="labels">The class of each code; colours repeat after ten classes.</param>
    /// <param name="priorDeviation">s of a prior N(0, s²I), outlined at 1, 2 and 3 standard deviations; null for no outline.</param>
    /// <param name="title">A line of ASCII above the plot, or null.</param>
    /// <param name="heads">Heads of classes or clusters [K, 2] (paper §7), drawn over the codes as discs with the number of the head; null for none.</param>
    /// <param name="room">Points [m, 2] for which the picture has room without showing them, so that it can be held beside theirs; null for none.</param>
    /// <exception cref="AaeException">The codes or heads are not [n, 2], none of them is finite, the labels are not as many, the deviation is not above 0, or the file cannot be written.</exception>
    public static void Write(
        string path, Tensor codes, ReadOnlySpan<byte> labels, double? priorDeviation = null, string? title = null, Tensor? heads = null, Tensor? room = null)
    {
        if (labels.Length != codes.Shape.Rows)
        {
            throw new AaeException($"codes {codes.Shape} need {codes.Shape.Rows} labels, not {labels.Length}");
        }

        Plot(codes, labels, priorDeviation, title, heads, room).Canvas.Save(path);
    }

    // labels: one a code, or none at all
    internal static PlotFrame Plot(Tensor codes, ReadOnlySpan<byte> labels, double? priorDeviation, string? title, Tensor? heads = null, Tensor? room = null)
    {
        RequirePoints(codes, "codes");
        if (heads is not null)
        {
            RequirePoints(heads, "heads");
        }

        if (priorDeviation is { } s && !(s > 0 && double.IsFinite(s)))
        {
            throw new AaeException(string.Create(CultureInfo.InvariantCulture, $"a prior's standard deviation is above 0 and finite, not {s}"));
        }

        (double x, double y, double half) = Range([codes, .. heads is null ? [] : new[] { heads }, .. room is null ? [] : new[] { room }], PriorCircles * priorDeviation ?? 0);
        string axis = heads is null ? "z" : "r";
        PlotFrame plot = new(
            Side, Side, new AxisRange($"{axis}1", x - half, x + half), new AxisRange($"{axis}2", y - half, y + half),
            Entries(codes, labels, priorDeviation), title);
        DrawPoints(plot, codes, labels);
        if (priorDeviation is { } deviation)
        {
            DrawPrior(plot, deviation);
        }

        if (heads is not null)
        {
            DrawHeads(plot, heads);
        }

        return plot;
    }

    private static void RequirePoints(Tensor points, string what)
    {
        if (points.Shape.Rank != 2 || points.Shape.Columns != 2 || points.Shape.Rows == 0)
        {
            throw new AaeException($"{what} {points.Shape} cannot be scattered: a matrix [n, 2] with n of 1 or more is needed");
        }

        if (!Enumerable.Range(0, points.Shape.Rows).Any(row => IsFinite(points.Row(row))))
        {
            throw new AaeException($"{what} {points.Shape} cannot be scattered: none of them is finite");
        }
    }

    // The square around all finite points, and around the outline [−prior, prior]² if there is one.
    private static (double X, double Y, double Half) Range(ReadOnlySpan<Tensor> all, double prior)
    {
        Span<double> low = [double.PositiveInfinity, double.PositiveInfinity];
        Span<double> high = [double.NegativeInfinity, double.NegativeInfinity];
        foreach (Tensor points in all)
        {
            for (int row = 0; row < points.Shape.Rows; row++)
            {
                ReadOnlySpan<float> z = points.Row(row);
                for (int k = 0; k < 2 && IsFinite(z); k++)
                {
                    low[k] = Math.Min(low[k], z[k]);
                    high[k] = Math.Max(high[k], z[k]);
                }
            }
        }

        for (int k = 0; k < 2 && prior > 0; k++)
        {
            low[k] = Math.Min(low[k], -prior);
            high[k] = Math.Max(high[k], prior);
        }

        double half = Math.Max(high[0] - low[0], high[1] - low[1]) / 2 * Margin;
        double middle = Math.Max(Math.Abs(low[0] + high[0]), Math.Abs(low[1] + high[1])) / 2;
        return ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, half > middle * 1e-6 ? half : Math.Max(1, middle));
    }

    private static void DrawPoints(PlotFrame plot, Tensor codes, ReadOnlySpan<byte> labels)
    {
        // Fewer points are larger and stronger; ten thousand let their density show through.
        float crowd = Math.Clamp(MathF.Log10(codes.Shape.Rows) - 2, 0, 2) / 2;
        float radius = 4.5f - 2.3f * crowd;
        float alpha = 0.85f - 0.2f * crowd;
        for (int row = 0; row < codes.Shape.Rows; row++)
        {
            ReadOnlySpan<float> z = codes.Row(row);
            if (IsFinite(z))
            {
                Rgb color = Palette.Of(labels.IsEmpty ? 0 : labels[row]);
                plot.Canvas.Disc(plot.X.Position(z[0]), plot.Y.Position(z[1]), radius, color, alpha);
            }
        }
    }

    private static void DrawPrior(PlotFrame plot, double deviation)
    {
        float one = plot.X.Position(deviation) - plot.X.Position(0);
        for (int i = 1; i <= PriorCircles; i++)
        {
            plot.Canvas.Circle(plot.X.Position(0), plot.Y.Position(0), i * one, 1.2f, Rgb.Ink, 0.7f);
        }
    }

    // Over the codes, on white: the number is read where codes are dense.
    private static void DrawHeads(PlotFrame plot, Tensor heads)
    {
        for (int k = 0; k < heads.Shape.Rows; k++)
        {
            ReadOnlySpan<float> head = heads.Row(k);
            if (IsFinite(head))
            {
                float x = plot.X.Position(head[0]);
                float y = plot.Y.Position(head[1]);
                plot.Canvas.Disc(x, y, HeadRadius, Rgb.White);
                plot.Canvas.Circle(x, y, HeadRadius, 2, Rgb.Ink);
                plot.Canvas.Text(x, y, k.ToString(CultureInfo.InvariantCulture), Rgb.Ink, Align.Centre);
            }
        }
    }

    private static List<LegendEntry> Entries(Tensor codes, ReadOnlySpan<byte> labels, double? priorDeviation)
    {
        var entries = new List<LegendEntry>();
        foreach (byte label in labels.ToArray().Distinct().Order())
        {
            entries.Add(new LegendEntry(Mark.Dot, Palette.Of(label), label.ToString(CultureInfo.InvariantCulture)));
        }

        if (priorDeviation is not null)
        {
            entries.Add(new LegendEntry(Mark.Ring, Rgb.Ink, "prior, 1-3 s.d."));
        }

        int lost = Enumerable.Range(0, codes.Shape.Rows).Count(row => !IsFinite(codes.Row(row)));
        if (lost > 0)
        {
            entries.Add(new LegendEntry(Mark.None, Rgb.NotANumber, string.Create(CultureInfo.InvariantCulture, $"{lost} not finite")));
        }

        return entries;
    }

    private static bool IsFinite(ReadOnlySpan<float> z) => float.IsFinite(z[0]) && float.IsFinite(z[1]);
}
