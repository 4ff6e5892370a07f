using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x, the matrix of each example transposed: from channels one after the other, as data sets have them, to those of a place
/// side by side, as convolutions read them, and back.   x [batch, rows · columns] → y [batch, columns, rows]
/// ∂x = ∂y transposed back
/// </summary>
internal sealed class TransposeExamplesOp(Variable x, int rows) : Op(ShapeRule(x.Shape, rows), x)
{
    protected internal override void Forward() => Transpose(X(0).Span, Y.Span, rows, Y.Shape[1]);

    protected internal override void Backward() => Transpose(OutputGradient.Span, InputGradient(0).Span, Y.Shape[1], rows);

    // Each example [rows, columns] → [columns, rows].
    private static void Transpose(ReadOnlySpan<float> from, Span<float> to, int rows, int columns)
    {
        for (int example = 0; example < from.Length; example += rows * columns)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    to[example + column * rows + row] = from[example + row * columns + column];
                }
            }
        }
    }

    private static Shape ShapeRule(Shape x, int rows) => x.Rank > 1 && rows > 0 && x.Columns % rows == 0
        ? new Shape(x.Rows, x.Columns / rows, rows)
        : throw new AaeException($"transpose examples: {x} does not fit [batch, {rows} · columns]");
}
