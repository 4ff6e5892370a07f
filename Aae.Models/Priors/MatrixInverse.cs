using Aae.Core;

namespace Aae.Models.Priors;

/// <summary>The inverse of a small square matrix.</summary>
internal static class MatrixInverse
{
    /// <summary>A⁻¹ and log |det A|, by Gauss and Jordan's elimination with the greatest pivot of each column.</summary>
    /// <param name="matrix">A [n, n], row by row.</param>
    /// <param name="n">Rows and columns.</param>
    /// <exception cref="AaeException">The matrix has no inverse.</exception>
    public static (double[] Inverse, double LogDeterminant) Of(ReadOnlySpan<float> matrix, int n)
    {
        var rest = new double[n * n]; // becomes I, while I becomes A⁻¹
        var inverse = new double[n * n];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = matrix[i];
            inverse[i] = i % (n + 1) == 0 ? 1 : 0;
        }

        double logDeterminant = 0;
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
            {
                pivot = Math.Abs(rest[row * n + column]) > Math.Abs(rest[pivot * n + column]) ? row : pivot;
            }

            double value = rest[pivot * n + column];
            if (!(value != 0 && double.IsFinite(value)))
            {
                throw new AaeException($"a matrix [{n}, {n}] has no inverse");
            }

            logDeterminant += Math.Log(Math.Abs(value));
            foreach (double[] side in (double[][])[rest, inverse])
            {
                Span<double> at = side.AsSpan(column * n, n);
                Swap(at, side.AsSpan(pivot * n, n));
                for (int k = 0; k < n; k++)
                {
                    at[k] /= value;
                }
            }

            for (int row = 0; row < n; row++)
            {
                double factor = rest[row * n + column];
                if (row != column && factor != 0)
                {
                    Subtract(rest, row, column, factor, n);
                    Subtract(inverse, row, column, factor, n);
                }
            }
        }

        return (inverse, logDeterminant);
    }

    private static void Swap(Span<double> a, Span<double> b)
    {
        for (int k = 0; k < a.Length; k++)
        {
            (a[k], b[k]) = (b[k], a[k]);
        }
    }

    private static void Subtract(double[] matrix, int row, int other, double factor, int n)
    {
        for (int k = 0; k < n; k++)
        {
            matrix[row * n + k] -= factor * matrix[other * n + k];
        }
    }
}
