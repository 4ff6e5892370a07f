using Aae.Autograd.Tapes;
using Aae.Kernels.Distances;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = M without bias, which may be negative; k as <see cref="InverseMultiquadratic"/> says.
/// z [n, d], p [m, d] → scalar;   formulas as <see cref="DiscrepancyOp{TKernel}"/> says
/// </summary>
internal sealed class MaximumMeanDiscrepancyOp(Variable z, Variable p, float unit)
    : DiscrepancyOp<InverseMultiquadratic>("maximum mean discrepancy", z, p, unbiased: true)
{
    private protected override InverseMultiquadratic Kernel { get; } = new(unit);

    protected internal override void Forward() => Y.Span[0] = (float)Squared(itself: InverseMultiquadratic.Scales);

    protected internal override void Backward() => WriteGradients(OutputGradient.Span[0]);
}
