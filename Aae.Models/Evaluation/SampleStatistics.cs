using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>First and second moments of a sample, in double.</summary>
internal static class SampleStatistics
{
    /// <summary>The mean over a sample's rows.</summary>
    /// <param name="sample">[n, d] → [d].</param>
    public static double[] Mean(Tensor sample)
    {
        var mean = new double[sample.Shape.Columns];
        for (int row = 0; row < sample.Shape.Rows; row++)
        {
            ReadOnlySpan<float> z = sample.Row(row);
            for (int k = 0; k < mean.Length; k++)
            {
                mean[k] += z[k];
            }
        }

        for (int k = 0; k < mean.Length; k++)
        {
            mean[k] /= sample.Shape.Rows;
        }

        return mean;
    }

    /// <summary>The covariance of a sample's rows, divided by n − 1.</summary>
    /// <param name="sample">[n, d] → [d, d].</param>
    public static double[] Covariance(Tensor sample)
    {
        double[] mean = Mean(sample);
        int d = mean.Length;
        var covariance = new double[d * d];
        var centred = new double[d];
        for (int row = 0; row < sample.Shape.Rows; row++)
        {
            ReadOnlySpan<float> z = sample.Row(row);
            for (int k = 0; k < d; k++)
            {
                centred[k] = z[k] - mean[k];
            }

            for (int k = 0; k < d; k++)
            {
                for (int l = 0; l < d; l++)
                {
                    covariance[k * d + l] += centred[k] * centred[l];
                }
            }
        }

        for (int i = 0; i < covariance.Length; i++)
        {
            covariance[i] /= sample.Shape.Rows - 1;
        }

        return covariance;
    }

    /// <summary>The length by which all distances from a prior are measured: s = √(mean over samples and dimensions of (z − mean)²): s for the prior N(0, s²I), whatever its dimension.</summary>
    /// <param name="prior">[m, d], finite, m of 2 or more.</param>
    /// <exception cref="AaeException">The samples are all equal.</exception>
    public static double Scale(Tensor prior)
    {
        double[] mean = Mean(prior);
        double squared = 0;
        for (int row = 0; row < prior.Shape.Rows; row++)
        {
            ReadOnlySpan<float> z = prior.Row(row);
            for (int k = 0; k < mean.Length; k++)
            {
                squared += (z[k] - mean[k]) * (z[k] - mean[k]);
            }
        }

        return squared > 0
            ? Math.Sqrt(squared / ((prior.Shape.Rows - 1.0) * mean.Length))
            : throw new AaeException($"prior samples {prior.Shape} are all equal: their spread sets the scale and must be above 0");
    }
}
