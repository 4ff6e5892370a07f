using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = the columns first, …, first + n − 1 of x: one part of a joined code.   x [batch, m] → y [batch, n]
/// ∂x = ∂y in these columns, 0 in the others
/// </summary>
internal sealed class TakeColumnsOp(Variable x, int first, int n) : Op(ShapeRule(x.Shape, first, n), x)
{
    protected internal override void Forward()
    {
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            X(0).Row(row).Slice(first, n).CopyTo(Y.Row(row));
        }
    }

    protected internal override void Backward()
    {
        InputGradient(0).Span.Clear();
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            OutputGradient.Row(row).CopyTo(InputGradient(0).Row(row)[first..]);
        }
    }

    private static Shape ShapeRule(Shape x, int first, int n) => x.Rank == 2 && first >= 0 && n > 0 && first + n <= x[1]
        ? new Shape(x[0], n)
        : throw new AaeException($"take columns: {x} does not have the columns {first} to {first + n - 1}");
}
