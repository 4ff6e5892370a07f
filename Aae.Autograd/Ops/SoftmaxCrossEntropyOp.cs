using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Losses;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = −1/batch · Σ_ij t_ij · log softmax(a_i)_j for logits a and target distributions t.   a, t [batch, classes] → scalar
/// ∂a_i = ∂L/batch · (softmax(a_i) − t_i);   the target is a constant
/// </summary>
internal sealed unsafe class SoftmaxCrossEntropyOp(Variable a, Variable t) : Op(ShapeRule(a.Shape, t.Shape), a)
{
    protected internal override void Forward() => Y.Span[0] = (float)(
        SoftmaxCrossEntropy.Value(X(0).Pointer, t.Value.Pointer, X(0).Shape.Rows, X(0).Shape.Columns, Team) / X(0).Shape.Rows);

    protected internal override void Backward() => SoftmaxCrossEntropy.Gradient(
        X(0).Pointer,
        t.Value.Pointer,
        OutputGradient.Span[0] / X(0).Shape.Rows,
        InputGradient(0).Pointer,
        X(0).Shape.Rows,
        X(0).Shape.Columns,
        Team);

    private static Shape ShapeRule(Shape a, Shape t) => a == t && a.Rank == 2 && a.Count > 0
        ? new Shape()
        : throw new AaeException($"softmax cross-entropy: logits {a} and targets {t} must both be [batch, classes]");
}
