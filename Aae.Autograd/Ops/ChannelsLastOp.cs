using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x with the channels of a place side by side, as convolutions read them.   x [batch, channels · places] → y [batch, places, channels]
/// ∂x = ∂y with the places of a channel side by side
/// </summary>
internal sealed class ChannelsLastOp(Variable x, int channels) : Op(ShapeRule(x.Shape, channels), x)
{
    protected internal override void Forward() => Transpose(X(0).Span, Y.Span, channels, Y.Shape[1]);

    protected internal override void Backward() => Transpose(OutputGradient.Span, InputGradient(0).Span, Y.Shape[1], channels);

    // Each image [rows, columns] → [columns, rows].
    private static void Transpose(ReadOnlySpan<float> from, Span<float> to, int rows, int columns)
    {
        for (int image = 0; image < from.Length; image += rows * columns)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    to[image + column * rows + row] = from[image + row * columns + column];
                }
            }
        }
    }

    private static Shape ShapeRule(Shape x, int channels) => x.Rank == 2 && channels > 0 && x[1] % channels == 0
        ? new Shape(x[0], x[1] / channels, channels)
        : throw new AaeException($"channels last: {x} does not fit [batch, {channels} channels · places]");
}
