using Aae.Autograd.Schedules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum: v ← μ·v + g + λ·w, w ← w − rate·v, with a weight decay λ, which is the gradient of
/// ½λ‖w‖² (L2); the bound on the gradients' norm does not touch it.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float _initialMomentum;
    private readonly LinearRamp? _ramp;
    private readonly float _weightDecay;
    private readonly Tensor[] _velocity;
    private float _momentum;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <param name="momentumRamp">How μ changes over the first epochs; null for not.</param>
    /// <exception cref="AaeException">The weight decay is out of range.</exception>
    public Sgd(IReadOnlyList<Parameter> parameters, float momentum, float weightDecay = 0, LinearRamp? momentumRamp = null)
        : base(parameters)
    {
        _momentum = _initialMomentum = momentum;
        _ramp = momentumRamp;
        _weightDecay = (float)CheckedDecay(weightDecay);
        _velocity = NewState();
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, Tensor>> State => Named("momentum", _velocity);

    internal override void Enter(int epoch) => _momentum = _ramp?.At(_initialMomentum, epoch) ?? _initialMomentum;

    private protected override unsafe ParameterUpdate Prepare(int index, Parameter parameter, float rate, float gradientScale) =>
        SgdKernel.Prepare(parameter.Value.Pointer, _velocity[index].Pointer, rate, _momentum, _weightDecay, gradientScale);
}
