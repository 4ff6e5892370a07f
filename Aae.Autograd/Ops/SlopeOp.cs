using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x ⊙ f′, the derivative of f where it gave h: a step through the Jacobian of a layer.   x, h of one shape → the same
/// ∂x = ∂y ⊙ f′;   h is a constant
/// </summary>
internal sealed unsafe class SlopeOp(Variable x, Variable h, Activation f) : Op(ShapeRule(x.Shape, h.Shape), x)
{
    protected internal override void Forward() => Activations.Gradient(f, h.Value.Pointer, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);

    protected internal override void Backward() =>
        Activations.Gradient(f, h.Value.Pointer, OutputGradient.Pointer, InputGradient(0).Pointer, Y.Shape.Count, Team);

    private static Shape ShapeRule(Shape x, Shape h) => x == h ? x : throw new AaeException($"slope: shapes {x} and {h} differ");
}
