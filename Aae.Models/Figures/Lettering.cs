namespace Aae.Models.Figures;

/// <summary>Which point of a text its x is.</summary>
internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>Text on a canvas. A letter's dots are joined by a round pen, so that it is smooth at any size.</summary>
internal static class Lettering
{
    /// <summary>The usual size: pixels from one dot of a letter to the next.</summary>
    public const float Size = 1.8f;

    /// <summary>The pen's thickness in dots.</summary>
    private const float Thickness = 0.95f;

    /// <summary>Dots between two letters, counted from the last dot of one to the first of the next.</summary>
    private const float Spacing = 2;

    /// <summary>The height of a capital or a digit, in pixels.</summary>
    public static float CapHeight(float size = Size) => (Font.CapHeight - 1 + Thickness) * size;

    /// <summary>The width of a text, in pixels.</summary>
    public static float Measure(string text, float size = Size) =>
        text.Length == 0 ? 0 : (text.Sum(c => Font.Of(c).Width - 1 + Spacing) - Spacing + Thickness) * size;

    /// <summary>Writes a line of text.</summary>
    /// <param name="canvas">Where to write.</param>
    /// <param name="x">The left border, centre or right border of the text.</param>
    /// <param name="y">The middle of its capitals.</param>
    /// <param name="text">Printable ASCII.</param>
    /// <param name="color">The colour.</param>
    /// <param name="align">Which point x is.</param>
    /// <param name="size">Pixels from one dot of a letter to the next.</param>
    public static void Text(this Canvas canvas, float x, float y, string text, Rgb color, Align align = Align.Left, float size = Size)
    {
        float width = Measure(text, size);
        float left = x - align switch { Align.Left => 0, Align.Centre => width / 2, _ => width };
        float top = y - CapHeight(size) / 2;
        float margin = Thickness / 2 * size;
        foreach (char c in text)
        {
            Glyph glyph = Font.Of(c);
            Letter(canvas, left + margin, top + margin, glyph, color, size);
            left += (glyph.Width - 1 + Spacing) * size;
        }
    }

    // (x, y) is the centre of the dot at column 0, row 0.
    private static void Letter(Canvas canvas, float x, float y, Glyph glyph, Rgb color, float size)
    {
        if (glyph.Dots.Count == 0)
        {
            return;
        }

        (float X0, float Y0, float X1, float Y1)[] strokes =
            [.. Strokes(glyph).Select(s => (x + s.From.Column * size, y + s.From.Row * size, x + s.To.Column * size, y + s.To.Row * size))];
        float reach = Thickness / 2 * size;
        float bottom = y + glyph.Dots.Max(dot => dot.Row) * size;
        Pen.Cover(
            canvas, Box.Around(x, y, x + (glyph.Width - 1) * size, bottom, reach), color, 1,
            (px, py) => strokes.Min(s => Pen.ToSegment(px, py, s.X0, s.Y0, s.X1, s.Y1)) - reach);
    }

    // Neighbours are joined; diagonal ones only where no straight way joins them already.
    private static IEnumerable<((int Column, int Row) From, (int Column, int Row) To)> Strokes(Glyph glyph)
    {
        foreach ((int column, int row) in glyph.Dots)
        {
            bool below = glyph.Dots.Contains((column, row + 1));
            yield return ((column, row), (column, row));
            if (below)
            {
                yield return ((column, row), (column, row + 1));
            }

            if (glyph.Dots.Contains((column + 1, row)))
            {
                yield return ((column, row), (column + 1, row));
            }

            foreach (int side in (int[])[-1, 1])
            {
                if (!below && !glyph.Dots.Contains((column + side, row)) && glyph.Dots.Contains((column + side, row + 1)))
                {
                    yield return ((column, row), (column + side, row + 1));
                }
            }
        }
    }
}
