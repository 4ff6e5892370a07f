using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>
/// A swiss roll in the plane: z = r·(cos α, sin α) with r = 3√u and α = 4π√u, u uniform on [0, 1), so that the roll is filled about
/// evenly along its length. Class k of K has the arc of u from k/K to (k + 1)/K.
/// </summary>
/// <param name="classes">The number of classes K, 1 to 256.</param>
/// <exception cref="AaeException">The number of classes is another.</exception>
public sealed class SwissRollPrior(int classes = 10) : ConditionalPrior(2, classes)
{
    private const double Radius = 3;
    private const double Angle = 4 * Math.PI;

    // Points at equal steps of √u, so dense that the nearest of them is beside the nearest of the roll.
    private const int Points = 1000;
    private const int Halvings = 40;
    private static readonly (double X, double Y)[] s_points = [.. Enumerable.Range(0, Points + 1).Select(i => At(i / (double)Points))];

    /// <inheritdoc/>
    protected override void Fill(RandomStream stream, ulong step, ReadOnlySpan<int> classes, Tensor samples)
    {
        for (int i = 0; i < samples.Shape.Rows; i++)
        {
            double u = Uniform(stream, step, (uint)i);
            int of = classes.IsEmpty ? -1 : classes[i];
            Place(of < 0 ? u : (of + u) / Classes, samples.Row(i));
        }
    }

    /// <inheritdoc/>
    protected override int Nearest(ReadOnlySpan<float> z)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i <= Points; i++)
        {
            double distance = Squared(s_points[i], z);
            (nearest, least) = distance < least ? (i, distance) : (nearest, least);
        }

        // Between the neighbours of that point the distance falls, then rises.
        double low = Math.Max(nearest - 1, 0) / (double)Points;
        double high = Math.Min(nearest + 1, Points) / (double)Points;
        for (int i = 0; i < Halvings; i++)
        {
            double third = (high - low) / 3;
            (low, high) = Squared(At(low + third), z) < Squared(At(high - third), z) ? (low, high - third) : (low + third, high);
        }

        return Math.Min((int)(low * low * Classes), Classes - 1);
    }

    /// <inheritdoc/>
    protected override void Along(int of, double t, Span<float> z) => Place((of + t) / Classes, z);

    private static void Place(double u, Span<float> z)
    {
        (double x, double y) = At(Math.Sqrt(u));
        z[0] = (float)x;
        z[1] = (float)y;
    }

    /// <summary>The point of the roll at a root of u.</summary>
    private static (double X, double Y) At(double root)
    {
        (double sin, double cos) = Math.SinCos(Angle * root);
        return (Radius * root * cos, Radius * root * sin);
    }

    private static double Squared((double X, double Y) point, ReadOnlySpan<float> z) =>
        (point.X - z[0]) * (point.X - z[0]) + (point.Y - z[1]) * (point.Y - z[1]);
}
