using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>
/// The view in two dimensions of codes r = y·W_C + z of more than two (paper §7): the linear map A [n, 2] that takes head k, row k of
/// W_C [K, n], to the point at the angle 2πk/K of a circle, by least squares.
/// </summary>
/// <remarks>
/// A = W_C⁺·T of least norm, T [K, 2] the points: exact where the heads are linearly independent, and where they are not, as more
/// heads than dimensions, the best there is. The pseudo-inverse is that of a singular value decomposition by one-sided Jacobi
/// rotations in double precision (Hestenes 1958), which does not square the condition as normal equations would; singular values
/// below 10⁻⁶ of the largest count as 0, since heads are floats. The circle's radius is the root mean square length of the heads, so
/// that distances keep their order of magnitude.
/// </remarks>
public sealed class HeadCircle
{
    private const double Negligible = 1e-6;
    private const int MostSweeps = 60;

    private readonly double[,] _map; // A [n, 2]

    /// <summary>Finds the map.</summary>
    /// <param name="heads">W_C [K, n], K and n of 1 or more, finite.</param>
    /// <exception cref="AaeException">The heads are no such matrix.</exception>
    public HeadCircle(Tensor heads)
    {
        if (heads.Shape.Rank != 2 || heads.Shape.Count == 0)
        {
            throw new AaeException($"heads {heads.Shape}: a matrix [heads, dimensions] is needed, both 1 or more");
        }

        Evaluation.Samples.RequireFinite(heads, "heads");
        _map = LeastSquares(heads, CirclePoints(heads));
    }

    /// <summary>Takes codes into the plane.</summary>
    /// <param name="codes">r [m, n], or the heads themselves.</param>
    /// <returns>r·A [m, 2]</returns>
    /// <exception cref="AaeException">The codes have another number of dimensions than the heads.</exception>
    public Tensor Project(Tensor codes)
    {
        int n = _map.GetLength(0);
        if (codes.Shape.Rank != 2 || codes.Shape.Columns != n)
        {
            throw new AaeException($"codes {codes.Shape} do not fit heads of {n} dimensions");
        }

        var plane = new Tensor(new Shape(codes.Shape.Rows, 2));
        for (int i = 0; i < codes.Shape.Rows; i++)
        {
            for (int axis = 0; axis < 2; axis++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                {
                    sum += codes.Row(i)[k] * _map[k, axis];
                }

                plane.Row(i)[axis] = (float)sum;
            }
        }

        return plane;
    }

    // T [K, 2]
    private static double[,] CirclePoints(Tensor heads)
    {
        int count = heads.Shape.Rows;
        double squared = 0;
        foreach (float h in heads.Span)
        {
            squared += (double)h * h;
        }

        double radius = Math.Sqrt(squared / count);
        var points = new double[count, 2];
        for (int k = 0; k < count; k++)
        {
            (double sine, double cosine) = Math.SinCos(Math.Tau * k / count);
            points[k, 0] = radius * cosine;
            points[k, 1] = radius * sine;
        }

        return points;
    }

    // W·V = U·Σ =: B, columns of B orthogonal → A = V·Σ⁻²·Bᵀ·T over the columns that are not negligible
    private static double[,] LeastSquares(Tensor heads, double[,] points)
    {
        (double[][] b, double[][] v) = Orthogonalized(heads);
        double largest = b.Max(column => Dot(column, column));
        int n = b.Length;
        var map = new double[n, 2];
        for (int j = 0; j < n; j++)
        {
            double square = Dot(b[j], b[j]);
            for (int axis = 0; axis < 2 && square > Negligible * Negligible * largest; axis++)
            {
                double weight = 0;
                for (int k = 0; k < heads.Shape.Rows; k++)
                {
                    weight += b[j][k] * points[k, axis] / square;
                }

                for (int i = 0; i < n; i++)
                {
                    map[i, axis] += v[j][i] * weight;
                }
            }
        }

        return map;
    }

    /// <summary>Rotates the columns of W in pairs until all are orthogonal.</summary>
    /// <returns>The columns of B = W·V, each [K], and those of V, each [n].</returns>
    private static (double[][] B, double[][] V) Orthogonalized(Tensor heads)
    {
        int n = heads.Shape.Columns;
        double[][] b = [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, heads.Shape.Rows).Select(k => (double)heads.Row(k)[j]).ToArray())];
        double[][] v = [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Select(i => i == j ? 1.0 : 0).ToArray())];
        double floor = 1e-30 * b.Sum(column => Dot(column, column));
        bool turned = true;
        for (int sweep = 0; sweep < MostSweeps && turned; sweep++)
        {
            turned = false;
            for (int i = 0; i < n; i++)
            {
                for (int j = i + 1; j < n; j++)
                {
                    double p = Dot(b[i], b[i]);
                    double q = Dot(b[j], b[j]);
                    double off = Dot(b[i], b[j]);
                    if (Math.Abs(off) <= 1e-14 * Math.Sqrt(p * q) || Math.Min(p, q) <= floor)
                    {
                        continue;
                    }

                    // tan of the angle that makes the pair orthogonal, the smaller of the two
                    double half = (q - p) / (2 * off);
                    double tangent = (half >= 0 ? 1 : -1) / (Math.Abs(half) + Math.Sqrt(1 + half * half));
                    double cosine = 1 / Math.Sqrt(1 + tangent * tangent);
                    Rotate(b[i], b[j], cosine, cosine * tangent);
                    Rotate(v[i], v[j], cosine, cosine * tangent);
                    turned = true;
                }
            }
        }

        return (b, v);
    }

    private static void Rotate(double[] a, double[] b, double cosine, double sine)
    {
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (cosine * a[i] - sine * b[i], sine * a[i] + cosine * b[i]);
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
