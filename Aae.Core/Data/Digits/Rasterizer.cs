namespace Aae.Core.Data.Digits;

/// <summary>
/// Inks a path: a pixel's ink falls from full to none over a soft edge around the distance at which the pen ends.
/// </summary>
internal static class Rasterizer
{
    private const int Size = BuiltInDigits.Size;

    /// <summary>Draws the path into an image.</summary>
    /// <param name="path">The path, in pixels.</param>
    /// <param name="radius">The pen's radius at pressure 1: ink is half there.</param>
    /// <param name="softness">The width of the edge over which ink falls from full to none, in pixels.</param>
    /// <param name="pixels">The image [28 · 28], row by row; overwritten.</param>
    public static void Draw(ReadOnlySpan<PenPoint> path, float radius, float softness, Span<byte> pixels)
    {
        pixels.Clear();
        for (int i = 1; i < path.Length; i++)
        {
            if (path[i].Joined)
            {
                Line(path[i - 1], path[i], radius, softness, pixels);
            }
        }
    }

    private static void Line(PenPoint from, PenPoint to, float radius, float softness, Span<byte> pixels)
    {
        float fromRadius = radius * from.Pressure;
        float grow = (radius * to.Pressure) - fromRadius;
        float reach = MathF.Max(fromRadius, fromRadius + grow) + (0.5f * softness);
        int left = Math.Max((int)(MathF.Min(from.X, to.X) - reach), 0);
        int right = Math.Min((int)(MathF.Max(from.X, to.X) + reach), Size - 1);
        int top = Math.Max((int)(MathF.Min(from.Y, to.Y) - reach), 0);
        int bottom = Math.Min((int)(MathF.Max(from.Y, to.Y) + reach), Size - 1);

        float dx = to.X - from.X;
        float dy = to.Y - from.Y;
        float squaredLength = (dx * dx) + (dy * dy);
        float inverse = squaredLength > 0f ? 1f / squaredLength : 0f;
        float steepness = 255f / softness;
        for (int row = top; row <= bottom; row++)
        {
            float y = row + 0.5f - from.Y;
            Span<byte> line = pixels.Slice(row * Size, Size);
            for (int column = left; column <= right; column++)
            {
                // The nearest point of the line is the fraction `along` of it; the pen's radius is taken there.
                float x = column + 0.5f - from.X;
                float along = Math.Clamp(((x * dx) + (y * dy)) * inverse, 0f, 1f);
                float offX = x - (along * dx);
                float offY = y - (along * dy);
                float squared = (offX * offX) + (offY * offY);
                if (squared >= reach * reach || line[column] == 255)
                {
                    continue;
                }

                // Strokes that cross do not add up: the darker ink stays.
                float inside = fromRadius + (along * grow) - MathF.Sqrt(squared);
                float ink = Math.Clamp(127.5f + (steepness * inside), 0f, 255f);
                line[column] = Math.Max(line[column], (byte)(ink + 0.5f));
            }
        }
    }
}
