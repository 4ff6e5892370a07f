using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// z = μ + e^½ℓ ⊙ ε with ε ~ N(0, I): a sample of N(μ, diag e^ℓ) (Kingma and Welling 2014, section 2.4).   μ, ℓ of one shape → the same
/// ∂μ = ∂z   ∂ℓ = ½·∂z ⊙ e^½ℓ ⊙ ε
/// </summary>
internal sealed unsafe class ReparameterizeOp(Variable μ, Variable ℓ, RandomStream stream) : Op(ShapeRule(μ.Shape, ℓ.Shape), μ, ℓ)
{
    private readonly Tensor _noise = new(μ.Shape);

    protected internal override void Forward()
    {
        stream.FillGaussian(_noise.Span, Tape.Step);
        Reparameterization.Apply(X(0).Pointer, X(1).Pointer, _noise.Pointer, Y.Pointer, Y.Shape.Count, Team);
    }

    protected internal override void Backward()
    {
        if (Wants(0))
        {
            InputGradient(0).CopyFrom(OutputGradient);
        }

        if (Wants(1))
        {
            Reparameterization.Gradient(
                X(1).Pointer, _noise.Pointer, OutputGradient.Pointer, InputGradient(1).Pointer, Y.Shape.Count, Team);
        }
    }

    private static Shape ShapeRule(Shape μ, Shape ℓ) => μ == ℓ
        ? μ
        : throw new AaeException($"reparameterize: means {μ} and log variances {ℓ} must have one shape");
}
