using Aae.Autograd.Tapes;
using Aae.Kernels.Reductions;

namespace Aae.Autograd.Ops;

/// <summary>
/// y_ij = e^x_ij / Σ_k e^x_ik.   x [batch, classes] → y [batch, classes], each row a distribution
/// ∂x_ij = y_ij (∂y_ij − Σ_k ∂y_ik y_ik)
/// </summary>
internal sealed unsafe class SoftmaxOp(Variable x) : Op(x.Shape, x)
{
    protected internal override void Forward() => Softmax.Apply(Y.Shape.Rows, Y.Shape.Columns, X(0).Pointer, Y.Pointer, Team);

    protected internal override void Backward() => Softmax.Gradient(
        Y.Shape.Rows, Y.Shape.Columns, Y.Pointer, OutputGradient.Pointer, InputGradient(0).Pointer, Team);
}
