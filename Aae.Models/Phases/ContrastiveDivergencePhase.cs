using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// A layer learns as a restricted Boltzmann machine by contrastive divergence (Hinton 2002): it descends mean F(v) − mean F(v_k), v
/// the data as the layers below give them and v_k where k steps of Gibbs sampling lead that begin there. Were v_k samples of the
/// machine, this would be the gradient of the negative log-likelihood.
/// </summary>
/// <remarks>
/// The layers below pass on probabilities, and pixels in [0, 1] are taken for probabilities of white. v_k is a constant: the loss
/// is not differentiated by the way to it.
/// </remarks>
/// <param name="name">Its name.</param>
/// <param name="layers">The layers.</param>
/// <param name="layer">The place of the one that learns, from 0.</param>
/// <param name="steps">k, 1 or more.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ContrastiveDivergencePhase(string name, MirroredLayers layers, int layer, int steps, Descent descent)
    : Phase(name, [.. layers.Up[layer].Parameters, .. layers.Down[layer].Parameters], descent)
{
    private readonly BoltzmannMachine _machine = new(layers.Up[layer], layers.Down[layer]);

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable data = layers.Below(tape, tape.Constant(step.Images), layer);
        Variable model = data;
        using (tape.WithoutGradient())
        {
            for (int i = 0; i < steps; i++)
            {
                model = _machine.DrawVisible(tape, _machine.DrawHidden(tape, model));
            }
        }

        return tape.Add(_machine.FreeEnergy(tape, data), tape.Scale(_machine.FreeEnergy(tape, model), -1));
    }
}
