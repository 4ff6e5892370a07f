namespace Aae.Models.Priors;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Φ⁻¹(p): the value that a standard normal number stays below with probability p.</summary>
    /// <remarks>
    /// Bisection on Φ, which is enough for a picture's grid: 60 halvings of [−40, 40] leave less than 1e-15.
    /// </remarks>
    public static double InverseCdf(double p)
    {
        if (!(p > 0 && p < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "a probability between 0 and 1, both excluded");
        }

        if (p > 0.5)
        {
            return -InverseCdf(1 - p); // Φ is exact in the lower tail only
        }

        double low = -40;
        double high = 0;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Cdf(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>Φ(x) for x ≤ 0, relative error about 1e-12.</summary>
    private static double Cdf(double x)
    {
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (x > -3)
        {
            // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)
            double term = x;
            double sum = x;
            for (int i = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); i += 2)
            {
                term *= x * x / i;
                sum += term;
            }

            return 0.5 + density * sum;
        }

        // Mills' ratio as a continued fraction: Φ(x) = φ(x) / (t + 1/(t + 2/(t + 3/(t + …)))) with t = −x
        double fraction = 0;
        for (int i = 100; i > 0; i--)
        {
            fraction = i / (-x + fraction);
        }

        return density / (-x + fraction);
    }
}
