namespace Aae.Core.Data.Digits;

/// <summary>
/// One way of writing a digit: the points that the pen passes through, stroke after stroke, in a box ten units high with y
/// growing downwards. A smooth curve joins a stroke's points; a point given twice is a corner.
/// </summary>
internal sealed class Skeleton
{
    /// <summary>Creates a skeleton from its strokes.</summary>
    /// <param name="weight">How many of a hundred writers of this digit write it so.</param>
    /// <param name="strokes">The strokes, each of at least two points.</param>
    public Skeleton(int weight, params (float X, float Y)[][] strokes)
    {
        Weight = weight;
        Points = [.. strokes.SelectMany(stroke => stroke)];
        StrokeEnds = new int[strokes.Length];
        int end = 0;
        for (int i = 0; i < strokes.Length; i++)
        {
            end += strokes[i].Length;
            StrokeEnds[i] = end;
        }
    }

    /// <summary>How many of a hundred writers of this digit write it so.</summary>
    public int Weight { get; }

    /// <summary>The points of all strokes.</summary>
    public (float X, float Y)[] Points { get; }

    /// <summary>For each stroke the index after its last point.</summary>
    public int[] StrokeEnds { get; }
}
