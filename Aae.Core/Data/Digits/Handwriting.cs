namespace Aae.Core.Data.Digits;

/// <summary>
/// Draws a skeleton as one hand would: every point misses its place a little, a smooth curve runs through the points, and
/// the pen's pressure changes along the stroke.
/// </summary>
internal static class Handwriting
{
    /// <summary>Pieces into which the curve between two points is cut, at most.</summary>
    private const int MaxPieces = 8;

    /// <summary>Pieces in a unit of the box: a piece is then about a pixel long.</summary>
    private const float PiecesPerUnit = 1.7f;

    /// <summary>The greatest pressure of a path's point.</summary>
    public const float MaxPressure = 1f + (1.5f * DrawSequence.BellReach * PressureDeviation);

    private const float PressureDeviation = 0.09f;

    /// <summary>The most points of a path.</summary>
    public static int MaxPathLength { get; } = StrokeSkeletons.MaxPoints * MaxPieces;

    /// <summary>Writes the path of one skeleton and returns its number of points.</summary>
    /// <param name="draws">The image's random numbers.</param>
    /// <param name="skeleton">What to write.</param>
    /// <param name="carelessness">How far points miss their place: the deviation in units of the box.</param>
    /// <param name="path">Room for <see cref="MaxPathLength"/> points.</param>
    public static int Write(ref DrawSequence draws, Skeleton skeleton, float carelessness, Span<PenPoint> path)
    {
        Span<(float X, float Y)> points = stackalloc (float, float)[skeleton.Points.Length];
        Jitter(ref draws, skeleton.Points, carelessness, points);

        int length = 0;
        int start = 0;
        foreach (int end in skeleton.StrokeEnds)
        {
            // Pressure along a stroke is a parabola: a lean to one end, and a swelling or a waist in the middle.
            float lean = draws.Bell(PressureDeviation);
            float swell = draws.Bell(PressureDeviation);
            length += Stroke(points[start..end], lean, swell, path[length..]);
            start = end;
        }

        return length;
    }

    private static void Jitter(ref DrawSequence draws, ReadOnlySpan<(float X, float Y)> source, float deviation, Span<(float X, float Y)> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            // A corner's two points are one place and move as one.
            target[i] = i > 0 && source[i] == source[i - 1]
                ? target[i - 1]
                : (source[i].X + draws.Bell(deviation), source[i].Y + draws.Bell(deviation));
        }
    }

    /// <summary>A Catmull-Rom spline through the points; at its ends and at corners the tangent is that of the one side.</summary>
    private static int Stroke(ReadOnlySpan<(float X, float Y)> points, float lean, float swell, Span<PenPoint> path)
    {
        int length = 0;
        path[length++] = new PenPoint(points[0].X, points[0].Y, Pressure(0f, lean, swell), Joined: false);
        for (int span = 1; span < points.Length; span++)
        {
            (float x1, float y1) = points[span - 1];
            (float x2, float y2) = points[span];
            if (x1 == x2 && y1 == y2)
            {
                continue;
            }

            (float x0, float y0) = points[Math.Max(span - 2, 0)];
            (float x3, float y3) = points[Math.Min(span + 1, points.Length - 1)];
            float chord = MathF.Sqrt(((x2 - x1) * (x2 - x1)) + ((y2 - y1) * (y2 - y1)));
            int pieces = Math.Clamp((int)(chord * PiecesPerUnit) + 1, 1, MaxPieces);
            for (int piece = 1; piece <= pieces; piece++)
            {
                float t = (float)piece / pieces;
                float along = (span - 1 + t) / (points.Length - 1);
                path[length++] = new PenPoint(
                    CatmullRom(x0, x1, x2, x3, t), CatmullRom(y0, y1, y2, y3, t), Pressure(along, lean, swell), Joined: true);
            }
        }

        return length;
    }

    private static float CatmullRom(float p0, float p1, float p2, float p3, float t)
    {
        float linear = p2 - p0;
        float square = (2f * p0) - (5f * p1) + (4f * p2) - p3;
        float cube = (3f * (p1 - p2)) + p3 - p0;
        return p1 + (0.5f * t * (linear + (t * (square + (t * cube)))));
    }

    private static float Pressure(float along, float lean, float swell)
    {
        float fromMiddle = (2f * along) - 1f;
        return 1f + (lean * fromMiddle) + (swell * (0.5f - (fromMiddle * fromMiddle)));
    }
}
