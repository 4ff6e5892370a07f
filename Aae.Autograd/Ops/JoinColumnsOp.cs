using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = a beside b: the parts of a code joined for the decoder.   a [batch, m], b [batch, n] → y [batch, m + n]
/// ∂a = the first m columns of ∂y   ∂b = the others
/// </summary>
internal sealed class JoinColumnsOp(Variable a, Variable b) : Op(ShapeRule(a.Shape, b.Shape), a, b)
{
    protected internal override void Forward()
    {
        int m = X(0).Shape[1];
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            X(0).Row(row).CopyTo(Y.Row(row));
            X(1).Row(row).CopyTo(Y.Row(row)[m..]);
        }
    }

    protected internal override void Backward()
    {
        int m = X(0).Shape[1];
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            if (Wants(0))
            {
                OutputGradient.Row(row)[..m].CopyTo(InputGradient(0).Row(row));
            }

            if (Wants(1))
            {
                OutputGradient.Row(row)[m..].CopyTo(InputGradient(1).Row(row));
            }
        }
    }

    private static Shape ShapeRule(Shape a, Shape b) => a.Rank == 2 && b.Rank == 2 && a[0] == b[0]
        ? new Shape(a[0], a[1] + b[1])
        : throw new AaeException($"join columns: {a} and {b} do not have the same rows");
}
