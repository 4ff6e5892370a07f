namespace Aae.Core.Data.Digits;

/// <summary>
/// Bends a path as a whole: first an elastic field, smooth over the box, then a linear map of width, slant and rotation.
/// </summary>
internal static class Deformation
{
    /// <summary>Cells of the elastic field's grid along a side; a cubic B-spline needs three more nodes than cells.</summary>
    private const int Cells = 2;
    private const int Nodes = Cells + 3;
    private const float CellSize = 10f / Cells;
    private const float Middle = 5f;

    /// <summary>Bends the path in place.</summary>
    /// <param name="draws">The image's random numbers.</param>
    /// <param name="elasticity">The deviation of the field's nodes, in units of the box; the field's own is about half.</param>
    /// <param name="path">The path, in units of the skeleton's box.</param>
    public static void Apply(ref DrawSequence draws, float elasticity, Span<PenPoint> path)
    {
        Span<float> fieldX = stackalloc float[Nodes * Nodes];
        Span<float> fieldY = stackalloc float[Nodes * Nodes];
        for (int i = 0; i < fieldX.Length; i++)
        {
            fieldX[i] = draws.Bell(elasticity);
            fieldY[i] = draws.Bell(elasticity);
        }

        float width = 1f + draws.Bell(0.19f);

        // Most hands lean to the right: x grows towards the top, where y is small.
        float slant = 0.2f + draws.Bell(0.21f);

        // The rotation whose half angle has tangent h: rational, so no sine of some maths library decides about bits.
        float h = draws.Bell(0.06f);
        float cosine = (1f - (h * h)) / (1f + (h * h));
        float sine = 2f * h / (1f + (h * h));

        foreach (ref PenPoint point in path)
        {
            (float moveX, float moveY) = Displacement(fieldX, fieldY, point.X, point.Y);
            float y = point.Y + moveY - Middle;
            float x = (width * (point.X + moveX - Middle)) - (slant * y);
            point = point with { X = (cosine * x) - (sine * y), Y = (sine * x) + (cosine * y) };
        }
    }

    private static (float X, float Y) Displacement(ReadOnlySpan<float> fieldX, ReadOnlySpan<float> fieldY, float x, float y)
    {
        Span<float> weightsX = stackalloc float[4];
        Span<float> weightsY = stackalloc float[4];
        int column = BSpline(x, weightsX);
        int row = BSpline(y, weightsY);
        float moveX = 0f;
        float moveY = 0f;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                float weight = weightsY[i] * weightsX[j];
                int node = ((row + i) * Nodes) + column + j;
                moveX += weight * fieldX[node];
                moveY += weight * fieldY[node];
            }
        }

        return (moveX, moveY);
    }

    /// <summary>The four weights of the uniform cubic B-spline at a place, and the first of the nodes they belong to.</summary>
    private static int BSpline(float place, Span<float> weights)
    {
        float scaled = Math.Clamp(place / CellSize, 0f, Cells);
        int cell = Math.Min((int)scaled, Cells - 1);
        float t = scaled - cell;
        float s = 1f - t;
        weights[0] = s * s * s / 6f;
        weights[1] = (4f - (3f * t * t * (2f - t))) / 6f;
        weights[2] = (4f - (3f * s * s * (2f - s))) / 6f;
        weights[3] = t * t * t / 6f;
        return cell;
    }
}
