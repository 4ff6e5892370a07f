using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = a + b.   two tensors of one shape → the same shape
/// ∂a = ∂y   ∂b = ∂y
/// </summary>
internal sealed class AddOp(Variable a, Variable b) : Op(ShapeRule(a.Shape, b.Shape), a, b)
{
    protected internal override void Forward() => TensorPrimitives.Add<float>(X(0).Span, X(1).Span, Y.Span);

    protected internal override void Backward()
    {
        for (int input = 0; input < 2; input++)
        {
            if (Wants(input))
            {
                InputGradient(input).CopyFrom(OutputGradient);
            }
        }
    }

    private static Shape ShapeRule(Shape a, Shape b) => a == b ? a : throw new AaeException($"add: shapes {a} and {b} differ");
}
