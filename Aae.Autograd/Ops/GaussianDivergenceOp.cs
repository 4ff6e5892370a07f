using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Losses;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = 1/batch · Σ KL(N(μ, diag e^ℓ) ‖ N(0, s²I)) = 1/batch · Σ ½(μ²/s² + e^ℓ/s² − 1 − ℓ + log s²).   μ, ℓ [batch, n] → scalar
/// ∂μ = ∂L/batch · μ/s²   ∂ℓ = ∂L/batch · ½(e^ℓ/s² − 1)
/// </summary>
internal sealed unsafe class GaussianDivergenceOp(Variable μ, Variable ℓ, float s) : Op(ShapeRule(μ.Shape, ℓ.Shape), μ, ℓ)
{
    protected internal override void Forward() => Y.Span[0] = (float)(
        GaussianDivergence.Value(X(0).Pointer, X(1).Pointer, s, X(0).Shape.Count, Team) / X(0).Shape.Rows);

    protected internal override void Backward()
    {
        float scale = OutputGradient.Span[0] / X(0).Shape.Rows;
        if (Wants(0))
        {
            GaussianDivergence.MeanGradient(X(0).Pointer, s, scale, InputGradient(0).Pointer, X(0).Shape.Count, Team);
        }

        if (Wants(1))
        {
            GaussianDivergence.LogVarianceGradient(X(1).Pointer, s, scale, InputGradient(1).Pointer, X(0).Shape.Count, Team);
        }
    }

    private static Shape ShapeRule(Shape μ, Shape ℓ) => μ == ℓ && μ.Rank == 2 && μ.Count > 0
        ? new Shape()
        : throw new AaeException($"Gaussian divergence: means {μ} and log variances {ℓ} must both be [batch, n]");
}
