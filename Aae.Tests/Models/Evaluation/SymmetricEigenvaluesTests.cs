using Aae.Core.Random;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class SymmetricEigenvaluesTests
{
    [Test]
    public void A_matrix_with_known_eigenvalues()
    {
        // [[2, 1], [1, 2]]: 3 along (1, 1) and 1 along (1, −1)
        (double[] values, double[] vectors) = SymmetricEigenvalues.Of([2, 1, 1, 2], 2);
        Assert.That(values.Order(), Is.EqualTo(new[] { 1.0, 3.0 }).Within(1e-15));
        int largest = Array.IndexOf(values, values.Max());
        Assert.That(vectors[2 * largest] * vectors[2 * largest + 1], Is.EqualTo(0.5).Within(1e-15));
    }

    [TestCase(1, 1)]
    [TestCase(7, 7)]
    [TestCase(40, 40)]
    [TestCase(40, 3)]
    public void Values_and_vectors_make_the_matrix_again(int n, int rank)
    {
        double[] a = Covariance(n, rank);
        (double[] values, double[] vectors) = SymmetricEigenvalues.Of(a, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double made = Enumerable.Range(0, n).Sum(k => values[k] * vectors[k * n + i] * vectors[k * n + j]);
                double product = Enumerable.Range(0, n).Sum(k => vectors[i * n + k] * vectors[j * n + k]);
                Assert.That(made, Is.EqualTo(a[i * n + j]).Within(1e-12 * n), $"A ({i}, {j})");
                Assert.That(product, Is.EqualTo(i == j ? 1 : 0).Within(1e-13 * n), $"VVᵀ ({i}, {j})");
            }
        }

        Assert.That(values.Count(value => Math.Abs(value) > 1e-10), Is.EqualTo(rank));
    }

    [TestCase(0.0)]
    [TestCase(1e-200)]
    [TestCase(1e150)]
    public void A_multiple_of_I_is_left_as_it_is(double scale)
    {
        double[] identity = [scale, 0, 0, 0, scale, 0, 0, 0, scale];
        Assert.That(SymmetricEigenvalues.Of(identity, 3).Values, Is.All.EqualTo(scale));
    }

    /// <summary>Σ of rank vectors of uniform numbers, each times its transpose: [n, n].</summary>
    private static double[] Covariance(int n, int rank)
    {
        var matrix = new double[n * n];
        float[] vector = new float[n];
        for (int r = 0; r < rank; r++)
        {
            new RandomStream(3, 1).FillUniform(vector, step: (ulong)r);
            for (int i = 0; i < matrix.Length; i++)
            {
                matrix[i] += (vector[i / n] - 0.5) * (vector[i % n] - 0.5);
            }
        }

        return matrix;
    }
}
