using Aae.Autograd.Tapes;

namespace Aae.Models.Posteriors;

/// <summary>What a Gaussian posterior is known by, on a tape.</summary>
/// <param name="Mean">μ [batch, size].</param>
/// <param name="LogVariance">log σ² [batch, size].</param>
public readonly record struct GaussianMoments(Variable Mean, Variable LogVariance);
