using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Optimizers;

/// <summary>
/// One step of an optimizer for one parameter: the arrays that it moves and the step's factors. It takes the gradient as a
/// whole, or by parts as a product computes them; each element's bits are the same either way.
/// </summary>
internal readonly unsafe struct ParameterUpdate
{
    private readonly Rule _rule;
    private readonly SgdKernel.Arrays _sgd;
    private readonly AdamKernel.Arrays _adam;

    public ParameterUpdate(SgdKernel.Arrays sgd)
    {
        _rule = Rule.Sgd;
        _sgd = sgd;
    }

    public ParameterUpdate(AdamKernel.Arrays adam)
    {
        _rule = Rule.Adam;
        _adam = adam;
    }

    private enum Rule
    {
        None,
        Sgd,
        Adam,
    }

    /// <summary>Whether there is nothing to move: the value of a field that nobody set.</summary>
    public bool IsNone => _rule == Rule.None;

    /// <summary>Moves all elements.</summary>
    /// <param name="g">The gradient, as many elements as the parameter.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="team">The threads to use.</param>
    /// <param name="form">The instruction set, which the CPU must have; null for the one in use.</param>
    public void Run(float* g, long count, WorkerTeam team, InstructionSet? form = null)
    {
        if (_rule == Rule.Sgd)
        {
            Chunks.Run(new SgdKernel.Kernel(_sgd, g), count, Chunks.Elements, team, form);
        }
        else
        {
            Chunks.Run(new AdamKernel.Kernel(_adam, g), count, Chunks.Elements, team, form);
        }
    }

    /// <summary>Moves some columns of some rows of a parameter matrix, on this thread.</summary>
    /// <param name="g">The gradients [rows, columns].</param>
    /// <param name="gradientStride">Floats from one of their rows to the next.</param>
    /// <param name="first">The place of the first element in the parameter.</param>
    /// <param name="stride">The parameter's columns.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="set">An instruction set with vectors.</param>
    public void RunPart(float* g, nint gradientStride, long first, long stride, int rows, int columns, InstructionSet set)
    {
        switch (set)
        {
            case InstructionSet.Avx512:
                RunPart<F32x16>(g, gradientStride, first, stride, rows, columns);
                break;
            case InstructionSet.Avx2:
                RunPart<F32x8>(g, gradientStride, first, stride, rows, columns);
                break;
            default:
                RunPart<F32x4>(g, gradientStride, first, stride, rows, columns);
                break;
        }
    }

    private void RunPart<V>(float* g, nint gradientStride, long first, long stride, int rows, int columns)
        where V : unmanaged, ISimd<V>
    {
        if (_rule == Rule.Sgd)
        {
            UpdateLoop.Run<V, SgdKernel.Step<V>>(new(_sgd), g, gradientStride, first, stride, rows, columns);
        }
        else
        {
            UpdateLoop.Run<V, AdamKernel.Step<V>>(new(_adam), g, gradientStride, first, stride, rows, columns);
        }
    }
}
