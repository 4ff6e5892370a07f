using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = f(x), element by element.   any shape → the same
/// ∂x = ∂y ⊙ f′(y)
/// </summary>
internal sealed unsafe class ActivateOp(Variable x, Activation f) : Op(x.Shape, x)
{
    protected internal override void Forward() => Activations.Apply(f, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);

    protected internal override void Backward() =>
        Activations.Gradient(f, Y.Pointer, OutputGradient.Pointer, InputGradient(0).Pointer, Y.Shape.Count, Team);
}
