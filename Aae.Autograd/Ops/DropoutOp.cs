using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x ⊙ k / (1 − rate), where each k is 0 with probability rate and else 1.   any shape → the same
/// ∂x = ∂y ⊙ k / (1 − rate)
/// </summary>
internal sealed unsafe class DropoutOp(Variable x, float rate, RandomStream stream) : Op(x.Shape, x)
{
    private readonly Tensor _uniform = new(x.Shape); // k = (uniform ≥ rate)

    protected internal override void Forward()
    {
        stream.FillUniform(_uniform.Span, Tape.Step);
        Dropout.Apply(_uniform.Pointer, rate, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);
    }

    protected internal override void Backward() =>
        Dropout.Apply(_uniform.Pointer, rate, OutputGradient.Pointer, InputGradient(0).Pointer, Y.Shape.Count, Team);
}
