using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y_iu = max_p x_i,p·units+u (Goodfellow et al. 2013).   x [batch, pieces · units] → y [batch, units]
/// ∂x = ∂y where x is the largest of its unit, the first of equal ones; 0 elsewhere
/// </summary>
internal sealed unsafe class MaxoutOp(Variable x, int pieces) : Op(ShapeRule(x.Shape, pieces), x)
{
    protected internal override void Forward() => Maxout.Apply(Y.Shape[0], Y.Shape[1], pieces, X(0).Pointer, Y.Pointer, Team);

    protected internal override void Backward() => Maxout.Gradient(
        Y.Shape[0], Y.Shape[1], pieces, X(0).Pointer, Y.Pointer, OutputGradient.Pointer, InputGradient(0).Pointer, Team);

    private static Shape ShapeRule(Shape x, int pieces) => x.Rank == 2 && pieces > 0 && x[1] % pieces == 0
        ? new Shape(x[0], x[1] / pieces)
        : throw new AaeException($"maxout: {x} does not fit [batch, {pieces} pieces · units]");
}
