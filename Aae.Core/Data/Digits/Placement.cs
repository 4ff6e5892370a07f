namespace Aae.Core.Data.Digits;

/// <summary>
/// Places a path in the image as MNIST's makers did: the ink fills a box of about 20 pixels, and the
/// ink's centre of mass lies in the image's middle.
/// </summary>
internal static class Placement
{
    /// <summary>Pixels at every side of the image that stay free of ink.</summary>
    public const int Margin = 1;

    /// <summary>Scales and shifts the path in place, from any units to pixels; pixel (0, 0) covers the unit square at the origin.</summary>
    /// <param name="boxSize">The height of the ink's box and its greatest width, in pixels.</param>
    /// <param name="radius">The pen's radius at pressure 1, in pixels.</param>
    /// <param name="reach">How far ink reaches beyond a point of the path, at most, in pixels.</param>
    /// <param name="path">The path.</param>
    public static void Apply(float boxSize, float radius, float reach, Span<PenPoint> path)
    {
        Extent extent = Measure(path);
        float width = extent.Right - extent.Left;
        float height = extent.Bottom - extent.Top;
        float inner = boxSize - (2f * radius);

        // A flat digit is squeezed until it is no wider than high: left flat, its loops would drown in ink.
        float scaleY = inner / height;
        float scaleX = MathF.Min(scaleY, inner / width);

        // The centre of mass goes to the middle unless ink would then pass the margin.
        const float first = Margin;
        const float last = BuiltInDigits.Size - Margin;
        const float middle = BuiltInDigits.Size / 2f;
        float shiftX = Math.Clamp(middle - (scaleX * extent.MassX), first + reach - (scaleX * extent.Left), last - reach - (scaleX * extent.Right));
        float shiftY = Math.Clamp(middle - (scaleY * extent.MassY), first + reach - (scaleY * extent.Top), last - reach - (scaleY * extent.Bottom));
        foreach (ref PenPoint point in path)
        {
            point = point with { X = (scaleX * point.X) + shiftX, Y = (scaleY * point.Y) + shiftY };
        }
    }

    /// <summary>The path's box, and its centre of mass with the ink of a piece taken as length times pressure.</summary>
    private static Extent Measure(ReadOnlySpan<PenPoint> path)
    {
        PenPoint before = path[0];
        float left = before.X;
        float right = before.X;
        float top = before.Y;
        float bottom = before.Y;
        float mass = 0f;
        float massX = 0f;
        float massY = 0f;
        foreach (PenPoint point in path[1..])
        {
            left = MathF.Min(left, point.X);
            right = MathF.Max(right, point.X);
            top = MathF.Min(top, point.Y);
            bottom = MathF.Max(bottom, point.Y);
            if (point.Joined)
            {
                float dx = point.X - before.X;
                float dy = point.Y - before.Y;
                float ink = MathF.Sqrt((dx * dx) + (dy * dy)) * (point.Pressure + before.Pressure);
                mass += ink;
                massX += ink * 0.5f * (point.X + before.X);
                massY += ink * 0.5f * (point.Y + before.Y);
            }

            before = point;
        }

        return new Extent(left, right, top, bottom, massX / mass, massY / mass);
    }

    private readonly record struct Extent(float Left, float Right, float Top, float Bottom, float MassX, float MassY);
}
