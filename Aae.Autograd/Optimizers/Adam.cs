using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − rate·((m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε) + λ·w), with a weight decay λ apart from the gradient, as in AdamW
/// (Loshchilov and Hutter 2019).
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly Tensor[] _mean;
    private readonly Tensor[] _square;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    /// <param name="beta1">The decay of the gradient's mean, 0 ≤ β₁ &lt; 1.</param>
    /// <param name="beta2">The decay of its square's mean, 0 ≤ β₂ &lt; 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <exception cref="AaeException">The weight decay is out of range.</exception>
    public Adam(
        IReadOnlyList<Parameter> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters)
    {
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _weightDecay = CheckedDecay(weightDecay);
        _mean = NewState();
        _square = NewState();
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, Tensor>> State => [.. Named("mean", _mean), .. Named("square", _square)];

    private protected override unsafe ParameterUpdate Prepare(int index, Parameter parameter, float rate, float gradientScale) =>
        AdamKernel.Prepare(
            parameter.Value.Pointer,
            _mean[index].Pointer,
            _square[index].Pointer,
            rate,
            _beta1,
            _beta2,
            _epsilon,
            1 - Math.Pow(_beta1, Updates),
            1 - Math.Pow(_beta2, Updates),
            _weightDecay,
            gradientScale);
}
