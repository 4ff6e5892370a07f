namespace Aae.Models.Priors;

/// <summary>A prior whose dimensions are independent and have a known inverse distribution function, on which a manifold's grid is placed.</summary>
public interface IPercentiles
{
    /// <summary>The value that one dimension of a sample stays below with a given probability.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    float Percentile(double probability);
}
