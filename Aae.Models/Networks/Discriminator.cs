using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// D(z) = σ(a(z)): the probability that z comes from the prior and not from the encoder. The network gives the logits a, from
/// which the losses are computed stably. A conditional one reads the label beside z: D(z, y) (paper §2.3).
/// z [batch, size], y [batch, columns] → a [batch, 1]
/// </summary>
public sealed class Discriminator : Module
{
    private readonly Sequential _network;

    /// <summary>Creates the discriminator of one part of the code.</summary>
    /// <param name="part">The part.</param>
    /// <param name="mlp">The hidden layers.</param>
    /// <param name="labels">The form of the labels that it reads beside the part; null for none.</param>
    public Discriminator(Part part, Mlp mlp, LabelCode? labels = null)
        : base($"discriminator.{part.Name}")
    {
        Labels = labels;
        _network = Register(mlp.Network(Name, part.Size + (labels?.Columns ?? 0), 1, Activation.Identity));
    }

    /// <summary>The form of the labels that it reads; null for none.</summary>
    public LabelCode? Labels { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _network.Apply(tape, x);

    /// <summary>The logits of codes or samples.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="z">[batch, size]</param>
    /// <param name="labels">The labels [batch, columns]; not read, and may be null, where the discriminator reads none.</param>
    public Variable Judge(Tape tape, Variable z, Variable? labels) => Apply(tape, Labels is null ? z : tape.JoinColumns(z, labels!));
}
