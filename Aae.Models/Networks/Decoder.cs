using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// p(x|z), or p(x|y, z): dense layers from the joined code to the image. Where there are cluster heads, the layers read
/// r = y·W_C + z (paper §7). code [batch, sum of sizes] → x̂ [batch, pixels]
/// </summary>
public sealed class Decoder : Module
{
    private readonly Sequential _network;

    /// <summary>Creates the decoder.</summary>
    /// <param name="parts">The parts of the code, side by side; if one is given, the first.</param>
    /// <param name="mlp">The hidden layers.</param>
    /// <param name="image">The size of the images.</param>
    /// <param name="output">The activation function of the output: sigmoid for grey values in [0, 1].</param>
    /// <param name="heads">The cluster heads of a code (y, z); null where the layers read the code itself.</param>
    public Decoder(IReadOnlyList<Part> parts, Mlp mlp, ImageShape image, Activation output, ClusterHeads? heads = null)
        : base("decoder")
    {
        Parts = parts;
        CodeSize = parts.Sum(part => part.Size);
        Heads = heads is null ? null : Register(heads);
        _network = Register(mlp.Network(Name, heads?.Weight.Shape[1] ?? CodeSize, image.Pixels, output));
    }

    /// <summary>The parts of the code, in the order in which it reads them.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The width of the joined code.</summary>
    public int CodeSize { get; }

    /// <summary>The part that holds the label (paper §4); null where the encoder makes the whole code.</summary>
    public Part? Given => Parts[0].IsGiven ? Parts[0] : null;

    /// <summary>The cluster heads; null where there are none.</summary>
    public ClusterHeads? Heads { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _network.Apply(tape, Heads?.Apply(tape, x) ?? x);

    /// <summary>Decodes what an encoder made, beside the labels if they are a part of the code.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="code">The encoder's parts side by side [batch, sum of their sizes].</param>
    /// <param name="labels">The labels, one-hot [batch, classes]; not read, and may be null, where no part is given.</param>
    public Variable Decode(Tape tape, Variable code, Variable? labels) => Apply(tape, Given is null ? code : tape.JoinColumns(labels!, code));
}
