using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x, each example in a row.   x [batch, …] → y [batch, numbers of an example]
/// ∂x = ∂y
/// </summary>
internal sealed class FlattenOp(Variable x) : Op(ShapeRule(x.Shape), x)
{
    protected internal override void Forward() => X(0).Span.CopyTo(Y.Span);

    protected internal override void Backward() => OutputGradient.Span.CopyTo(InputGradient(0).Span);

    private static Shape ShapeRule(Shape x) =>
        x.Rank > 0 ? new Shape(x.Rows, x.Columns) : throw new AaeException($"flatten: {x} does not fit [batch, …]");
}
