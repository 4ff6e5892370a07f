using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// H = 1/batch · Σ ½(1 + log 2π + ℓ): the entropy of N(μ, diag e^ℓ) in nats, averaged over the batch.   ℓ [batch, n] → scalar
/// ∂ℓ = ∂H/batch · ½
/// </summary>
internal sealed class GaussianEntropyOp(Variable ℓ) : Op(ShapeRule(ℓ.Shape), ℓ)
{
    protected internal override void Forward()
    {
        double sum = 0;
        foreach (float logVariance in X(0).Span)
        {
            sum += logVariance;
        }

        Y.Span[0] = (float)(0.5 * (sum / X(0).Shape.Rows + X(0).Shape.Columns * (1 + Math.Log(2 * Math.PI))));
    }

    protected internal override void Backward() => InputGradient(0).Span.Fill(0.5f * OutputGradient.Span[0] / X(0).Shape.Rows);

    private static Shape ShapeRule(Shape ℓ) => ℓ.Rank == 2 && ℓ.Count > 0
        ? new Shape()
        : throw new AaeException($"Gaussian entropy: log variances {ℓ} must be [batch, n]");
}
