using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;

namespace Aae.Autograd.Optimizers;

/// <summary>Stochastic gradient descent with momentum: v ← μ·v + g, w ← w − rate·v.</summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly Tensor[] _velocity;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">The parameters that it moves.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    public Sgd(IReadOnlyList<Parameter> parameters, float momentum)
        : base(parameters)
    {
        _momentum = momentum;
        _velocity = NewState();
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, Tensor>> State => Named("momentum", _velocity);

    private protected override unsafe void Move(int index, Parameter parameter, float rate, float gradientScale, WorkerTeam team) =>
        SgdKernel.Update(
            parameter.Value.Pointer,
            parameter.Gradient!.Pointer,
            _velocity[index].Pointer,
            parameter.Shape.Count,
            rate,
            _momentum,
            gradientScale,
            team);
}
