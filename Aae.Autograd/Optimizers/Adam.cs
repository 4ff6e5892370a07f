using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − rate·(m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;
    private readonly Tensor[] _mean;
    private readonly Tensor[] _square;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    /// <param name="beta1">The decay of the gradient's mean, 0 ≤ β₁ &lt; 1.</param>
    /// <param name="beta2">The decay of its square's mean, 0 ≤ β₂ &lt; 1.</param>
    /// <param name="epsilon">Keeps the division finite, above 0.</param>
    public Adam(IReadOnlyList<Parameter> parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _mean = NewState();
        _square = NewState();
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, Tensor>> State => [.. Named("mean", _mean), .. Named("square", _square)];

    private protected override unsafe void Move(int index, Parameter parameter, float rate, float gradientScale, WorkerTeam team) =>
        AdamKernel.Update(
            parameter.Value.Pointer,
            parameter.Gradient!.Pointer,
            _mean[index].Pointer,
            _square[index].Pointer,
            parameter.Shape.Count,
            rate,
            _beta1,
            _beta2,
            _epsilon,
            (float)(1 - Math.Pow(_beta1, Updates)),
            (float)(1 - Math.Pow(_beta2, Updates)),
            gradientScale,
            team);
}
