using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// p(x|z), or p(x|y, z): dense layers, with or without convolutions behind them, from the joined code to the image. Where there are
/// cluster heads, the layers read r = y·W_C + z (paper §7). code [batch, sum of sizes] → x̂ [batch, pixels]
/// </summary>
public sealed class Decoder : Module
{
    private readonly Sequential _trunk;
    private readonly AffineLayer _output;

    /// <summary>Creates the decoder.</summary>
    /// <param name="parts">The parts of the code, side by side; if one is given, the first.</param>
    /// <param name="mlp">The layers.</param>
    /// <param name="image">The size of the images.</param>
    /// <param name="output">The activation function of the output: sigmoid for values in [0, 1].</param>
    /// <param name="heads">The cluster heads of a code (y, z); null where the layers read the code itself.</param>
    public Decoder(IReadOnlyList<Part> parts, Mlp mlp, ImageShape image, Activation output, ClusterHeads? heads = null)
        : base("decoder")
    {
        Parts = parts;
        Image = image;
        CodeSize = parts.Sum(part => part.Size);
        Heads = heads is null ? null : Register(heads);
        int inputs = heads?.Weight.Shape[1] ?? CodeSize;
        (Sequential trunk, AffineLayer last) = mlp.ToImage(Name, inputs, image, output);
        _trunk = Register(trunk);
        _output = Register(last);
    }

    /// <summary>Creates the decoder of a part from layers that exist, the last of which makes the image.</summary>
    /// <param name="part">The part.</param>
    /// <param name="layers">The layers, from the code to the image.</param>
    /// <param name="image">The size of the images.</param>
    internal Decoder(Part part, IReadOnlyList<AffineLayer> layers, ImageShape image)
        : base("decoder")
    {
        Parts = [part];
        Image = image;
        CodeSize = part.Size;
        _trunk = Register(new Sequential(Name, [.. layers.SkipLast(1)]));
        _output = Register(layers[^1]);
    }

    /// <summary>The parts of the code, in the order in which it reads them.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The size of the images.</summary>
    public ImageShape Image { get; }

    /// <summary>The width of the joined code.</summary>
    public int CodeSize { get; }

    /// <summary>The part that holds the label (paper §4); null where the encoder makes the whole code.</summary>
    public Part? Given => Parts[0].IsGiven ? Parts[0] : null;

    /// <summary>The cluster heads; null where there are none.</summary>
    public ClusterHeads? Heads { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _output.Apply(tape, Features(tape, x));

    /// <summary>What the output's activation function is applied to: where that is a sigmoid, the log odds of each pixel.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">The code [batch, sum of sizes].</param>
    public Variable Logits(Tape tape, Variable x) => _output.Logits(tape, Features(tape, x));

    /// <summary>Decodes what an encoder made, beside the labels if they are a part of the code.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="code">The encoder's parts side by side [batch, sum of their sizes].</param>
    /// <param name="labels">The labels, one-hot [batch, classes]; not read, and may be null, where no part is given.</param>
    public Variable Decode(Tape tape, Variable code, Variable? labels) => Apply(tape, Given is null ? code : tape.JoinColumns(labels!, code));

    private Variable Features(Tape tape, Variable x) => _trunk.Apply(tape, Heads?.Apply(tape, x) ?? x);
}
