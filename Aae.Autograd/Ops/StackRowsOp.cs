using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = a above b.   a [m, columns], b [n, columns] → y [m + n, columns]
/// ∂a = the first m rows of ∂y   ∂b = the others
/// </summary>
internal sealed class StackRowsOp(Variable a, Variable b) : Op(ShapeRule(a.Shape, b.Shape), a, b)
{
    protected internal override void Forward()
    {
        X(0).Span.CopyTo(Y.Span);
        X(1).Span.CopyTo(Y.Span[X(0).Shape.Count..]);
    }

    protected internal override void Backward()
    {
        int first = X(0).Shape.Count;
        if (Wants(0))
        {
            OutputGradient.Span[..first].CopyTo(InputGradient(0).Span);
        }

        if (Wants(1))
        {
            OutputGradient.Span[first..].CopyTo(InputGradient(1).Span);
        }
    }

    private static Shape ShapeRule(Shape a, Shape b) => a.Rank == 2 && b.Rank == 2 && a[1] == b[1]
        ? new Shape(a[0] + b[0], a[1])
        : throw new AaeException($"stack rows: {a} and {b} do not have the same columns");
}
