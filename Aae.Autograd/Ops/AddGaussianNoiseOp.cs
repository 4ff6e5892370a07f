using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x + σ·η with η ~ N(0, I).   any shape → the same
/// ∂x = ∂y
/// </summary>
internal sealed unsafe class AddGaussianNoiseOp(Variable x, float σ, RandomStream stream) : Op(x.Shape, x)
{
    protected internal override void Forward()
    {
        stream.FillGaussian(Y.Span, Tape.Step);
        Arithmetic.MultiplyAdd(Y.Pointer, σ, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);
    }

    protected internal override void Backward() => InputGradient(0).CopyFrom(OutputGradient);
}
