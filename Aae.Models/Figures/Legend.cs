namespace Aae.Models.Figures;

/// <summary>What stands before a legend's text.</summary>
internal enum Mark
{
    None,
    Dot,
    Line,
    Ring,
}

/// <summary>One entry of a legend.</summary>
internal readonly record struct LegendEntry(Mark Mark, Rgb Color, string Text);

/// <summary>The names of what a plot shows, in centred rows above it, where they never cover data.</summary>
/// <param name="entries">The entries, in reading order.</param>
/// <param name="left">The left border in pixels.</param>
/// <param name="width">The room for a row in pixels.</param>
internal sealed class Legend(IReadOnlyList<LegendEntry> entries, float left, float width)
{
    private const float RowHeight = 26;
    private const float Gap = 22;
    private const float Swatch = 14;
    private const float LineSwatch = 26;
    private const float AfterSwatch = 6;

    private readonly List<List<LegendEntry>> _rows = Arrange(entries, width);

    /// <summary>Pixels that the rows take.</summary>
    public int Height => (int)(_rows.Count * RowHeight);

    /// <summary>Draws the rows.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <param name="top">The upper border in pixels.</param>
    public void Draw(Canvas canvas, float top)
    {
        float y = top + RowHeight / 2;
        foreach (List<LegendEntry> row in _rows)
        {
            float x = left + (width - Room(row)) / 2;
            foreach (LegendEntry entry in row)
            {
                DrawMark(canvas, x, y, entry);
                canvas.Text(x + TextOffset(entry), y, entry.Text, Rgb.Ink);
                x += Room(entry) + Gap;
            }

            y += RowHeight;
        }
    }

    private static void DrawMark(Canvas canvas, float x, float y, LegendEntry entry)
    {
        switch (entry.Mark)
        {
            case Mark.Dot:
                canvas.Disc(x + Swatch / 2, y, Swatch / 2 - 1, entry.Color);
                break;
            case Mark.Ring:
                canvas.Circle(x + Swatch / 2, y, Swatch / 2 - 1, 1.5f, entry.Color);
                break;
            case Mark.Line:
                canvas.Line(x + 2, y, x + LineSwatch - 2, y, 3, entry.Color);
                break;
        }
    }

    private static List<List<LegendEntry>> Arrange(IReadOnlyList<LegendEntry> entries, float width)
    {
        var rows = new List<List<LegendEntry>>();
        foreach (LegendEntry entry in entries)
        {
            if (rows.Count == 0 || Room(rows[^1]) + Gap + Room(entry) > width)
            {
                rows.Add([]);
            }

            rows[^1].Add(entry);
        }

        return rows;
    }

    private static float Room(List<LegendEntry> row) => row.Sum(Room) + Gap * (row.Count - 1);

    private static float Room(LegendEntry entry) => TextOffset(entry) + Lettering.Measure(entry.Text);

    private static float TextOffset(LegendEntry entry) => entry.Mark switch
    {
        Mark.None => 0,
        Mark.Line => LineSwatch + AfterSwatch,
        _ => Swatch + AfterSwatch,
    };
}
