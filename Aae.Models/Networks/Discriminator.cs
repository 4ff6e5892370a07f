using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// D(z) = σ(a(z)): the probability that z comes from the prior and not from the encoder. The network gives the logits a, from
/// which the losses are computed stably. A conditional one reads the label beside z: D(z, y) (paper §2.3). One of a whole image
/// tells what the data has from what a generator makes.
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

    /// <summary>Creates the discriminator of whole images.</summary>
    /// <param name="image">The size of the images.</param>
    /// <param name="mlp">Its layers.</param>
    public Discriminator(ImageShape image, Mlp mlp)
        : base("discriminator.x") => _network = Register(mlp.Network(Name, image, 1, Activation.Identity));

    /// <summary>The form of the labels that it reads; null for none.</summary>
    public LabelCode? Labels { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _network.Apply(tape, x);

    /// <summary>The logits of codes or samples.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="z">[batch, size]</param>
    /// <param name="labels">The labels [batch, columns]; not read, and may be null, where the discriminator reads none.</param>
    public Variable Judge(Tape tape, Variable z, Variable? labels) => Apply(tape, Labels is null ? z : tape.JoinColumns(z, labels!));

    /// <summary>−mean log D(a) − mean log(1 − D(b)): what the discriminator descends. Both go through it as one batch.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="a">Samples of the distribution that is aimed at [batch, size].</param>
    /// <param name="b">What is pulled onto it [batch, size].</param>
    /// <param name="labels">The labels of either [batch, columns]; not read, and may be null, where the discriminator reads none.</param>
    internal Variable Separation(Tape tape, Variable a, Variable b, Variable? labels)
    {
        int batch = a.Shape.Rows;
        var isOfA = new Tensor(new Shape(2 * batch, 1));
        isOfA.Rows(0, batch).Span.Fill(1);
        Variable logits = Judge(tape, tape.StackRows(a, b), labels is null ? null : tape.StackRows(labels, labels));
        return tape.Scale(tape.BinaryCrossEntropy(logits, tape.Constant(isOfA)), 2); // the mean over 2·batch → the sum of two means
    }

    /// <summary>−mean log D(b): the loss of what is to pass for samples of the distribution aimed at, in the non-saturating form.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="b">[batch, size]</param>
    /// <param name="labels">The labels [batch, columns]; not read, and may be null, where the discriminator reads none.</param>
    internal Variable Deception(Tape tape, Variable b, Variable? labels)
    {
        var isOfA = new Tensor(new Shape(b.Shape.Rows, 1));
        isOfA.Span.Fill(1);
        return tape.BinaryCrossEntropy(Judge(tape, b, labels), tape.Constant(isOfA));
    }
}
