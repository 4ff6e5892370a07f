using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// A layer learns as a restricted Boltzmann machine by contrastive divergence (Hinton 2002): it descends mean F(v) − mean F(v_k), v
/// the data as the layers below give them and v_k where k steps of Gibbs sampling lead that begin there. Were v_k samples of the
/// machine, this would be the gradient of the negative log-likelihood. Persistent chains (Tieleman 2008) come nearer to that: they go
/// on from where they were a step ago, and so find and raise what lies low far from the data, where no short walk from there leads.
/// </summary>
/// <remarks>
/// The layers below pass on probabilities, and pixels in [0, 1] are taken for probabilities of white. v_k is a constant: the loss
/// is not differentiated by the way to it.
/// </remarks>
public sealed class ContrastiveDivergencePhase : Phase
{
    private readonly MirroredLayers _layers;
    private readonly int _layer;
    private readonly int _steps;
    private readonly BoltzmannMachine _machine;
    private readonly Tensor? _chains;
    private readonly Dictionary<TrainingStep, Variable> _next = [];

    /// <summary>Creates the phase.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="layer">The place of the one that learns, from 0.</param>
    /// <param name="steps">k, 1 or more.</param>
    /// <param name="chains">The number of chains that persist; 0 for as many as a minibatch has images, which begin at these.</param>
    /// <param name="descent">How the phase descends.</param>
    public ContrastiveDivergencePhase(string name, MirroredLayers layers, int layer, int steps, int chains, Descent descent)
        : base(name, [.. layers.Up[layer].Parameters, .. layers.Down[layer].Parameters], descent)
    {
        (_layers, _layer, _steps) = (layers, layer, steps);
        _machine = new BoltzmannMachine(layers.Up[layer], layers.Down[layer]);
        _chains = chains == 0 ? null : new Tensor(new Shape(chains, _machine.Hidden));
    }

    /// <summary>Where the chains that persist are: their hidden units [chains, hidden], at the start all 0.</summary>
    public override IReadOnlyList<KeyValuePair<string, Tensor>> State => _chains is null ? [] : [KeyValuePair.Create("chains", _chains)];

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable data = _layers.Below(tape, tape.Constant(step.Images), _layer);
        Variable model = data;
        using (tape.WithoutGradient())
        {
            Variable hidden = _chains is null ? _machine.DrawHidden(tape, data) : tape.Constant(_chains);
            for (int i = 0; i < _steps; i++)
            {
                model = _machine.DrawVisible(tape, hidden);
                hidden = i < _steps - 1 || _chains is not null ? _machine.DrawHidden(tape, model) : hidden;
            }

            _next[step] = hidden;
        }

        return tape.Add(_machine.FreeEnergy(tape, data), tape.Scale(_machine.FreeEnergy(tape, model), -1));
    }

    /// <inheritdoc/>
    protected override void Conclude(TrainingStep step) => _chains?.CopyFrom(_next[step].Value);
}
