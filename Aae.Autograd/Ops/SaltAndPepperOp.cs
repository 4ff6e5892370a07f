using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x, but with probability rate an element is 0 or 1, each as likely.   any shape → the same
/// ∂x = ∂y where x was kept, else 0
/// </summary>
internal sealed unsafe class SaltAndPepperOp(Variable x, float rate, RandomStream stream) : Op(x.Shape, x)
{
    private readonly Tensor _uniform = new(x.Shape);

    protected internal override void Forward()
    {
        stream.FillUniform(_uniform.Span, Tape.Step);
        SaltAndPepper.Apply(_uniform.Pointer, rate, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);
    }

    protected internal override void Backward()
    {
        ReadOnlySpan<float> uniform = _uniform.Span;
        ReadOnlySpan<float> gradient = OutputGradient.Span;
        Span<float> input = InputGradient(0).Span;
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = uniform[i] < rate ? 0 : gradient[i];
        }
    }
}
