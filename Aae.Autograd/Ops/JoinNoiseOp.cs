using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x beside η, each element of η drawn from a law.   x [batch, m], η [batch, n] → y [batch, m + n]
/// ∂x = the first m columns of ∂y
/// </summary>
internal sealed class JoinNoiseOp(Variable x, int n, NoiseLaw law, RandomStream stream) : Op(ShapeRule(x.Shape, n), x)
{
    private readonly Tensor _noise = new(new Shape(x.Shape.Rows, n));

    protected internal override void Forward()
    {
        if (law == NoiseLaw.Gaussian)
        {
            stream.FillGaussian(_noise.Span, Tape.Step);
        }
        else
        {
            stream.FillUniform(_noise.Span, Tape.Step);
            foreach (ref float u in _noise.Span)
            {
                u = 2 * u - 1;
            }
        }

        int m = X(0).Shape[1];
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            X(0).Row(row).CopyTo(Y.Row(row));
            _noise.Row(row).CopyTo(Y.Row(row)[m..]);
        }
    }

    protected internal override void Backward()
    {
        int m = X(0).Shape[1];
        for (int row = 0; row < Y.Shape[0]; row++)
        {
            OutputGradient.Row(row)[..m].CopyTo(InputGradient(0).Row(row));
        }
    }

    private static Shape ShapeRule(Shape x, int n) =>
        x.Rank != 2 ? throw new AaeException($"join noise: {x} is no [batch, columns]")
        : n < 1 ? throw new AaeException($"join noise: {n} columns of noise are none; 1 or more are allowed")
        : new Shape(x[0], x[1] + n);
}
