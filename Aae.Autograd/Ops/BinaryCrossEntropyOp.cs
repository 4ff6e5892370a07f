using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Losses;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = −mean(t·log σ(a) + (1 − t)·log(1 − σ(a))) for logits a and targets t in [0, 1].   a, t of one shape → scalar
/// ∂a = ∂L/count · (σ(a) − t);   the target is a constant
/// </summary>
internal sealed unsafe class BinaryCrossEntropyOp(Variable a, Variable t) : Op(ShapeRule(a.Shape, t.Shape), a)
{
    protected internal override void Forward() =>
        Y.Span[0] = (float)(BinaryCrossEntropy.Value(X(0).Pointer, t.Value.Pointer, X(0).Shape.Count, Team) / X(0).Shape.Count);

    protected internal override void Backward() => BinaryCrossEntropy.Gradient(
        X(0).Pointer, t.Value.Pointer, OutputGradient.Span[0] / X(0).Shape.Count, InputGradient(0).Pointer, X(0).Shape.Count, Team);

    private static Shape ShapeRule(Shape a, Shape t) => a == t && a.Count > 0
        ? new Shape()
        : throw new AaeException($"binary cross-entropy: logits {a} and targets {t} must have one shape and at least one element");
}
