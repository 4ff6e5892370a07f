using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = w·x for a weight w that another pass over the same recording may find changed.   any shape → the same
/// ∂x = w·∂y
/// </summary>
internal sealed class WeightOp(Variable x, Tensor w) : Op(x.Shape, x)
{
    protected internal override void Forward() => TensorPrimitives.Multiply(X(0).Span, w.Span[0], Y.Span);

    protected internal override void Backward() => TensorPrimitives.Multiply(OutputGradient.Span, w.Span[0], InputGradient(0).Span);
}
