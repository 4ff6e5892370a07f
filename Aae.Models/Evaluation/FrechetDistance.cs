using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>
/// The Fréchet distance between the Gaussians that have the means and covariances of two sets of features:
/// ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½), which is the square of their 2-Wasserstein distance, in double.
/// </summary>
/// <remarks>
/// <para>Dowson and Landau (1982); of features of samples and of images Heusel et al. (2017). It is called FID where the features are
/// those of one Inception network, and only there: distances on other features do not compare with it.</para>
/// <para>Σ₁Σ₂ is not symmetric, but has the eigenvalues of Σ₁^½Σ₂Σ₁^½, which is, and whose eigenvalues are not negative; those that
/// rounding made so count as 0. So covariances may have any rank.</para>
/// <para>Sets that do not differ in law have a distance above 0, the more so the fewer rows they have (Chong and Forsyth 2020):
/// figures compare only between equally many.</para>
/// </remarks>
public static class FrechetDistance
{
    /// <summary>Measures the distance. The work grows with n·d² and d³.</summary>
    /// <param name="a">[n, d], n of 2 or more.</param>
    /// <param name="b">[m, d], m of 2 or more.</param>
    /// <exception cref="AaeException">A shape does not fit or an element is not finite.</exception>
    public static double Between(Tensor a, Tensor b)
    {
        Samples.RequireComparable(a, b, "features", "other features");
        return Between(SampleStatistics.Mean(a), SampleStatistics.Covariance(a), SampleStatistics.Mean(b), SampleStatistics.Covariance(b));
    }

    /// <summary>The distance between two Gaussians.</summary>
    /// <param name="mean1">μ₁ [d].</param>
    /// <param name="covariance1">Σ₁ [d, d], row by row.</param>
    /// <param name="mean2">μ₂ [d].</param>
    /// <param name="covariance2">Σ₂ [d, d].</param>
    internal static double Between(double[] mean1, double[] covariance1, double[] mean2, double[] covariance2)
    {
        int d = mean1.Length;
        double distance = 0;
        for (int k = 0; k < d; k++)
        {
            distance += (mean1[k] - mean2[k]) * (mean1[k] - mean2[k]) + covariance1[k * d + k] + covariance2[k * d + k];
        }

        return Math.Max(0, distance - 2 * TraceOfRoot(covariance1, covariance2, d));
    }

    /// <summary>tr (Σ₁Σ₂)^½: with Σ₁ = VᵀΛV the sum of the roots of the eigenvalues of (Λ^½V)·Σ₂·(Λ^½V)ᵀ.</summary>
    private static double TraceOfRoot(double[] covariance1, double[] covariance2, int d)
    {
        (double[] values, double[] root) = SymmetricEigenvalues.Of(covariance1, d);
        for (int i = 0; i < root.Length; i++)
        {
            root[i] *= Math.Sqrt(Math.Max(0, values[i / d]));
        }

        double[] half = Product(root, covariance2, d); // Σ₂ is its own transpose
        return SymmetricEigenvalues.Of(Product(half, root, d), d).Values.Sum(value => Math.Sqrt(Math.Max(0, value)));
    }

    // A·Bᵀ, both [d, d]
    private static double[] Product(double[] a, double[] b, int d)
    {
        var product = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int k = 0; k < d; k++)
                {
                    sum += a[i * d + k] * b[j * d + k];
                }

                product[i * d + j] = sum;
            }
        }

        return product;
    }
}
