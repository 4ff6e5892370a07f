using System.Numerics.Tensors;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = c·x for a constant c.   any shape → the same
/// ∂x = c·∂y
/// </summary>
internal sealed class ScaleOp(Variable x, float c) : Op(x.Shape, x)
{
    protected internal override void Forward() => TensorPrimitives.Multiply(X(0).Span, c, Y.Span);

    protected internal override void Backward() => TensorPrimitives.Multiply(OutputGradient.Span, c, InputGradient(0).Span);
}
