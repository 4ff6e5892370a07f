namespace Aae.Models.Evaluation;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations: slow for large matrices, but exact to the last digits of
/// the largest eigenvalue, and for a matrix of any rank (Golub and Van Loan, §8.5).
/// </summary>
internal static class SymmetricEigenvalues
{
    private const double Epsilon = 1.0 / (1L << 53);
    private const int MostSweeps = 50; // about ten are enough, as convergence is quadratic

    /// <summary>A = Vᵀ·diag(λ)·V.</summary>
    /// <param name="matrix">A [n, n], row by row; finite and symmetric.</param>
    /// <param name="n">Rows and columns.</param>
    /// <returns>λ [n], in no order, and V [n, n], whose row i is the unit eigenvector of λ_i.</returns>
    public static (double[] Values, double[] Vectors) Of(ReadOnlySpan<double> matrix, int n)
    {
        double[] a = matrix.ToArray();
        var vectors = new double[n * n];
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
        {
            squares += a[i] * a[i];
            vectors[i] = i % (n + 1) == 0 ? 1 : 0;
        }

        double negligible = Epsilon * Math.Sqrt(squares) / n;
        bool turned = true;
        for (int sweep = 0; turned && sweep < MostSweeps; sweep++)
        {
            turned = false;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p * n + q]) > negligible)
                    {
                        Turn(a, vectors, p, q, n);
                        turned = true;
                    }
                }
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i * n + i])], vectors);
    }

    // Turns the plane of axes p and q so that a_pq becomes 0.
    private static void Turn(double[] a, double[] vectors, int p, int q, int n)
    {
        double cotangent = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]); // of twice the angle
        double tangent = (cotangent < 0 ? -1 : 1) / (Math.Abs(cotangent) + Math.Sqrt(cotangent * cotangent + 1));
        double cosine = 1 / Math.Sqrt(tangent * tangent + 1), sine = tangent * cosine;
        for (int k = 0; k < n; k++)
        {
            (a[k * n + p], a[k * n + q]) = Turned(a[k * n + p], a[k * n + q], cosine, sine);
        }

        for (int k = 0; k < n; k++)
        {
            (a[p * n + k], a[q * n + k]) = Turned(a[p * n + k], a[q * n + k], cosine, sine);
            (vectors[p * n + k], vectors[q * n + k]) = Turned(vectors[p * n + k], vectors[q * n + k], cosine, sine);
        }

        a[p * n + q] = a[q * n + p] = 0;
    }

    private static (double X, double Y) Turned(double x, double y, double cosine, double sine) => (cosine * x - sine * y, sine * x + cosine * y);
}
