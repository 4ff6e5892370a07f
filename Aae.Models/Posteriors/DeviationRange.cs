namespace Aae.Models.Posteriors;

/// <summary>Where the deviation of a Gaussian posterior may lie: log σ² = log s² + c·tanh(a/c), a the head's output.</summary>
/// <param name="Middle">s, above 0: σ where a is 0, as it about is before training.</param>
/// <param name="Bound">c, above 0: σ stays between s·e^−½c and s·e^½c. An a that is small beside c passes as it is.</param>
public sealed record DeviationRange(float Middle, float Bound);
