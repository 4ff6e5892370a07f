using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Losses;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = 1/batch · ½ Σ (p − t)²: summed over a row's elements, averaged over rows.   p, t [batch, …] → scalar
/// ∂p = ∂L/batch · (p − t);   the target is a constant
/// </summary>
internal sealed unsafe class HalfSquaredErrorOp(Variable p, Variable t) : Op(ShapeRule(p.Shape, t.Shape), p)
{
    protected internal override void Forward() =>
        Y.Span[0] = (float)(HalfSquaredError.Value(X(0).Pointer, t.Value.Pointer, X(0).Shape.Count, Team) / X(0).Shape.Rows);

    protected internal override void Backward() => HalfSquaredError.Gradient(
        X(0).Pointer, t.Value.Pointer, OutputGradient.Span[0] / X(0).Shape.Rows, InputGradient(0).Pointer, X(0).Shape.Count, Team);

    private static Shape ShapeRule(Shape p, Shape t) => p == t && p.Count > 0
        ? new Shape()
        : throw new AaeException($"half squared error: prediction {p} and target {t} must have one shape and at least one element");
}
