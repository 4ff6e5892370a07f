namespace Aae.Models.Figures;

/// <summary>A white sheet with a title, a legend, and two axes around an area for data.</summary>
internal sealed class PlotFrame
{
    private const int Left = 66;
    private const int Right = 24;
    private const int Above = 14;
    private const int Below = 58;
    private const int TitleHeight = 34;
    private const int AxisNameHeight = 24;

    /// <summary>Lays a sheet out and draws everything but the data.</summary>
    /// <param name="width">The data area's width in pixels.</param>
    /// <param name="height">The data area's height in pixels.</param>
    /// <param name="x">The range of x and the axis' name.</param>
    /// <param name="y">The range of y and the axis' name.</param>
    /// <param name="legend">What the colours mean.</param>
    /// <param name="title">The title, or null for none.</param>
    public PlotFrame(int width, int height, AxisRange x, AxisRange y, IReadOnlyList<LegendEntry> legend, string? title)
    {
        var names = new Legend(legend, Left, width);
        int titleHeight = title is null ? 0 : TitleHeight;
        int top = Above + titleHeight + names.Height + AxisNameHeight;
        Canvas = new Canvas(Left + width + Right, top + height + Below);
        X = new Axis(x.Min, x.Max, Left, Left + width, x.Logarithmic, x.Whole);
        Y = new Axis(y.Min, y.Max, top + height, top, y.Logarithmic, y.Whole);

        if (title is not null)
        {
            Canvas.Text(Left + width / 2f, Above + titleHeight / 2f, title, Rgb.Ink, Align.Centre, 1.2f * Lettering.Size);
        }

        names.Draw(Canvas, Above + titleHeight);
        DrawAxes(Left, top, width, height);
        Canvas.Text(Left - 8, top - 14, y.Name, Rgb.Ink, Align.Right);
        Canvas.Text(Left + width / 2f, top + height + Below - 18, x.Name, Rgb.Ink, Align.Centre);
    }

    /// <summary>The sheet.</summary>
    public Canvas Canvas { get; }

    /// <summary>The axis to the right.</summary>
    public Axis X { get; }

    /// <summary>The axis upwards.</summary>
    public Axis Y { get; }

    private void DrawAxes(int left, int top, int width, int height)
    {
        foreach ((double value, string label) in X.Ticks())
        {
            int x = (int)X.Position(value);
            Canvas.Rectangle(x, top, 1, height, Rgb.Pale);
            Canvas.Rectangle(x, top + height, 1, 5, Rgb.Grey);
            Canvas.Text(x + 0.5f, top + height + 17, label, Rgb.Ink, Align.Centre);
        }

        foreach ((double value, string label) in Y.Ticks())
        {
            int y = (int)Y.Position(value);
            Canvas.Rectangle(left, y, width, 1, Rgb.Pale);
            Canvas.Rectangle(left - 5, y, 5, 1, Rgb.Grey);
            Canvas.Text(left - 10, y + 0.5f, label, Rgb.Ink, Align.Right);
        }

        Canvas.Rectangle(left, top, width, 1, Rgb.Grey);
        Canvas.Rectangle(left, top + height, width + 1, 1, Rgb.Grey);
        Canvas.Rectangle(left, top, 1, height, Rgb.Grey);
        Canvas.Rectangle(left + width, top, 1, height, Rgb.Grey);
    }
}

/// <summary>What an axis shows.</summary>
internal readonly record struct AxisRange(string Name, double Min, double Max, bool Logarithmic = false, bool Whole = false);
