using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// A layer learns as a contractive autoencoder (Rifai, Vincent, Muller, Glorot, Bengio 2011): it descends the cross-entropy of its
/// reconstruction, summed over inputs, plus λ‖∂h/∂x‖²_F, both averaged over the batch. Its input is what the layers below make of
/// the images; it goes back through its own weights.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="layers">The layers, sigmoid.</param>
/// <param name="layer">The place of the one that learns, from 0.</param>
/// <param name="weight">λ, 0 or more.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ContractionPhase(string name, MirroredLayers layers, int layer, float weight, Descent descent)
    : Phase(name, [.. layers.Up[layer].Parameters, .. layers.Down[layer].Parameters], descent)
{
    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Linear up = layers.Up[layer];
        Variable x = layers.Below(tape, tape.Constant(step.Images), layer);
        Variable h = up.Apply(tape, x);
        Variable error = tape.BernoulliError(layers.Down[layer].Logits(tape, h), x);
        return tape.Add(error, tape.Scale(tape.Contraction(h, up.Weight), weight));
    }
}
