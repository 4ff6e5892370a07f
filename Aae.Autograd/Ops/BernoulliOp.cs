using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Ops;

/// <summary>
/// y ~ Bernoulli(p): each element 1 with probability p, else 0.   any shape → the same
/// ∂p = 0: at given draws y is a step of p, flat almost everywhere
/// </summary>
internal sealed unsafe class BernoulliOp(Variable p, RandomStream stream) : Op(p.Shape, p)
{
    private readonly Tensor _uniform = new(p.Shape);

    protected internal override void Forward()
    {
        stream.FillUniform(_uniform.Span, Tape.Step);
        Bernoulli.Draw(_uniform.Pointer, X(0).Pointer, Y.Pointer, Y.Shape.Count, Team);
    }

    protected internal override void Backward() => InputGradient(0).Span.Clear();
}
