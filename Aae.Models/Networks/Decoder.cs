using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>p(x|z): dense layers from the joined code to the image. code [batch, sum of sizes] → x̂ [batch, pixels]</summary>
public sealed class Decoder : Module
{
    private readonly Sequential _network;

    /// <summary>Creates the decoder.</summary>
    /// <param name="parts">The parts of the code.</param>
    /// <param name="mlp">The hidden layers.</param>
    /// <param name="image">The size of the images.</param>
    /// <param name="output">The activation function of the output: sigmoid for grey values in [0, 1].</param>
    public Decoder(IReadOnlyList<Part> parts, Mlp mlp, ImageShape image, Activation output)
        : base("decoder")
    {
        Parts = parts;
        CodeSize = parts.Sum(part => part.Size);
        _network = Register(mlp.Network(Name, CodeSize, image.Pixels, output));
    }

    /// <summary>The parts that it reads, side by side.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The width of the joined code.</summary>
    public int CodeSize { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _network.Apply(tape, x);
}
