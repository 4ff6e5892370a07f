using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>
/// How the first and second moments of codes differ from the prior's. All four numbers are free of the prior's unit, so that
/// runs with N(0, I) and N(0, 5²I) compare.
/// </summary>
/// <param name="Mean">‖mean(z) − mean(prior)‖ / s, s the prior's root mean square deviation per dimension; 0 for a match.</param>
/// <param name="Covariance">‖cov(z) − cov(prior)‖ / ‖cov(prior)‖ in the Frobenius norm; 0 for a match, 1 for collapsed codes.</param>
/// <param name="SmallestDeviation">The least standard deviation of z over its dimensions, divided by s: near 0 where a dimension is not used.</param>
/// <param name="LargestDeviation">The greatest standard deviation of z over its dimensions, divided by s.</param>
/// <remarks>
/// A sample of n has errors of its own: for a Gaussian prior in d dimensions that the codes match, the mean differs by about
/// √(2d/n) and the covariance by about √(2(d + 1)/n) when both samples have n rows.
/// </remarks>
public readonly record struct Moments(double Mean, double Covariance, double SmallestDeviation, double LargestDeviation)
{
    /// <summary>Compares codes with samples of the prior.</summary>
    /// <param name="codes">[n, d], n of 2 or more.</param>
    /// <param name="prior">[m, d], m of 2 or more, not all equal.</param>
    /// <exception cref="AaeException">A shape does not fit, an element is not finite, or the prior's samples are all equal.</exception>
    public static Moments Compare(Tensor codes, Tensor prior)
    {
        Samples.RequireComparable(codes, prior);
        double scale = SampleStatistics.Scale(prior);
        int d = codes.Shape.Columns;
        double[] codeMean = SampleStatistics.Mean(codes);
        double[] priorMean = SampleStatistics.Mean(prior);
        double[] codeCovariance = SampleStatistics.Covariance(codes);
        double[] priorCovariance = SampleStatistics.Covariance(prior);

        double smallest = double.PositiveInfinity;
        double largest = 0;
        for (int k = 0; k < d; k++)
        {
            double deviation = Math.Sqrt(codeCovariance[k * d + k]);
            smallest = Math.Min(smallest, deviation);
            largest = Math.Max(largest, deviation);
        }

        return new Moments(
            Distance(codeMean, priorMean) / scale,
            Distance(codeCovariance, priorCovariance) / Distance(priorCovariance, new double[d * d]),
            smallest / scale,
            largest / scale);
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (left, right) => (left - right) * (left - right)).Sum());
}
