namespace Aae.Models.Figures;

/// <summary>Round shapes and lines with soft edges: a pixel is covered as far as its centre lies inside the shape.</summary>
internal static class Pen
{
    /// <summary>Fills a disc.</summary>
    public static void Disc(this Canvas canvas, float x, float y, float radius, Rgb color, float alpha = 1) =>
        Cover(canvas, Box.Around(x, y, x, y, radius), color, alpha, (px, py) => Distance(px - x, py - y) - radius);

    /// <summary>Draws a circle.</summary>
    public static void Circle(this Canvas canvas, float x, float y, float radius, float thickness, Rgb color, float alpha = 1) =>
        Cover(
            canvas, Box.Around(x, y, x, y, radius + thickness / 2), color, alpha,
            (px, py) => Math.Abs(Distance(px - x, py - y) - radius) - thickness / 2);

    /// <summary>Draws a straight line with round ends.</summary>
    public static void Line(this Canvas canvas, float x0, float y0, float x1, float y1, float thickness, Rgb color, float alpha = 1) =>
        Cover(
            canvas, Box.Around(x0, y0, x1, y1, thickness / 2), color, alpha,
            (px, py) => ToSegment(px, py, x0, y0, x1, y1) - thickness / 2);

    /// <summary>Draws lines from point to point; a single point gives a dot of the line's thickness.</summary>
    public static void Polyline(this Canvas canvas, IReadOnlyList<(float X, float Y)> points, float thickness, Rgb color)
    {
        // Gathered first and laid on once: soft edges that overlap at the joints would show as dark beads.
        var covered = new float[canvas.Width * canvas.Height];
        for (int i = 0; i < points.Count; i++)
        {
            (float x0, float y0) = points[Math.Max(0, i - 1)];
            (float x1, float y1) = points[i];
            Visit(
                canvas, Box.Around(x0, y0, x1, y1, thickness / 2),
                (px, py) => ToSegment(px, py, x0, y0, x1, y1) - thickness / 2,
                (x, y, coverage) => covered[y * canvas.Width + x] = Math.Max(covered[y * canvas.Width + x], coverage));
        }

        for (int i = 0; i < covered.Length; i++)
        {
            if (covered[i] > 0)
            {
                canvas.Blend(i % canvas.Width, i / canvas.Width, color, covered[i]);
            }
        }
    }

    /// <summary>The distance of (x, y) from the segment (x0, y0) to (x1, y1).</summary>
    public static float ToSegment(float x, float y, float x0, float y0, float x1, float y1)
    {
        float dx = x1 - x0;
        float dy = y1 - y0;
        float length = dx * dx + dy * dy;
        float along = length > 0 ? Math.Clamp(((x - x0) * dx + (y - y0) * dy) / length, 0, 1) : 0;
        return Distance(x - x0 - along * dx, y - y0 - along * dy);
    }

    /// <summary>Lays a colour over all pixels of a box as far as a shape covers them.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <param name="box">The shape's bounds.</param>
    /// <param name="color">The colour.</param>
    /// <param name="alpha">The strength where the shape covers a pixel fully.</param>
    /// <param name="outside">The signed distance of a point from the shape's edge: negative inside.</param>
    public static void Cover(Canvas canvas, Box box, Rgb color, float alpha, Func<float, float, float> outside) =>
        Visit(canvas, box, outside, (x, y, coverage) => canvas.Blend(x, y, color, alpha * coverage));

    private static void Visit(Canvas canvas, Box box, Func<float, float, float> outside, Action<int, int, float> visit)
    {
        // Clamped to the canvas first: a shape may be far away or endlessly large.
        int x0 = Math.Max(0, Floor(box.Left) - 1);
        int x1 = Math.Min(canvas.Width - 1, Floor(box.Right) + 1);
        int y0 = Math.Max(0, Floor(box.Top) - 1);
        int y1 = Math.Min(canvas.Height - 1, Floor(box.Bottom) + 1);
        for (int y = y0; y <= y1; y++)
        {
            for (int x = x0; x <= x1; x++)
            {
                float coverage = Math.Clamp(0.5f - outside(x + 0.5f, y + 0.5f), 0, 1);
                if (coverage > 0)
                {
                    visit(x, y, coverage);
                }
            }
        }
    }

    // Beyond the clamp a float has no integer part that an int holds.
    private static int Floor(float value) => (int)MathF.Floor(Math.Clamp(value, -1e6f, 1e6f));

    private static float Distance(float dx, float dy) => MathF.Sqrt(dx * dx + dy * dy);
}

/// <summary>A rectangle in pixels that holds a shape.</summary>
internal readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>The box of all points at most a reach away from a segment.</summary>
    public static Box Around(float x0, float y0, float x1, float y1, float reach) =>
        new(Math.Min(x0, x1) - reach, Math.Min(y0, y1) - reach, Math.Max(x0, x1) + reach, Math.Max(y0, y1) + reach);
}
