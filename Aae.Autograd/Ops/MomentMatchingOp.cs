using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Distances;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = √M with bias, of which M is never negative, k a sum of Gaussian kernels (Li, Swersky, Zemel 2015, section 4).
/// x [n, d], y [m, d] → scalar;   M and its gradients as <see cref="DiscrepancyOp{TKernel}"/> says
/// ∂M = ∂L/2L;   where L is 0 the gradients are
/// </summary>
internal sealed unsafe class MomentMatchingOp(Variable x, Variable y, IReadOnlyList<float> deviations)
    : DiscrepancyOp<GaussianKernels>("moment matching", x, y, unbiased: false)
{
    private readonly Tensor _rates = new(new Shape(deviations.Count), [.. deviations.Select(GaussianKernels.RateOf)]);

    private protected override GaussianKernels Kernel => new(_rates.Pointer, _rates.Shape.Count);

    protected internal override void Forward() => Y.Span[0] = (float)Math.Sqrt(Math.Max(0, Squared(itself: 0)));

    protected internal override void Backward()
    {
        double root = Y.Span[0];
        WriteGradients(root > 0 ? OutputGradient.Span[0] / (2 * root) : 0);
    }
}
