using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// D(z) = σ(a(z)): the probability that z comes from the prior and not from the encoder. The network gives the logits a, from
/// which the losses are computed stably. z [batch, size] → a [batch, 1]
/// </summary>
public sealed class Discriminator : Module
{
    private readonly Sequential _network;

    /// <summary>Creates the discriminator of one part of the code.</summary>
    /// <param name="part">The part.</param>
    /// <param name="mlp">The hidden layers.</param>
    public Discriminator(Part part, Mlp mlp)
        : base($"discriminator.{part.Name}") =>
        _network = Register(mlp.Network(Name, part.Size, 1, Activation.Identity));

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _network.Apply(tape, x);
}
