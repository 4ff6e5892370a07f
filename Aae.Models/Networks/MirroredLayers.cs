using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Networks;

/// <summary>
/// Dense layers from the image up to the code, and back: each way down goes through the weights of a layer up, transposed, with
/// biases of its own. What goes up is called an encoder, what goes down a decoder.
/// </summary>
public sealed class MirroredLayers
{
    private readonly ImageShape _image;

    /// <summary>Creates the layers.</summary>
    /// <param name="image">The size of the images.</param>
    /// <param name="widths">The width of each layer; the last is that of the code.</param>
    /// <param name="activation">The activation function of the layers up.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    public MirroredLayers(ImageShape image, IReadOnlyList<int> widths, Activation activation, Initializer initializer)
    {
        _image = image;
        Up =
        [
            .. widths.Select((width, i) => new Linear(
                i == widths.Count - 1 ? "encoder.z" : $"encoder.hidden{i + 1}", i == 0 ? image.Pixels : widths[i - 1], width, activation, initializer)),
        ];
        Down = [.. Up.Select((layer, i) => new MirrorLinear(i == 0 ? "decoder.output" : $"decoder.hidden{widths.Count - i}", layer, Activation.Sigmoid))];
    }

    /// <summary>The layers up, from the image.</summary>
    public IReadOnlyList<Linear> Up { get; }

    /// <summary>For each layer up the one that goes back through it, to values in [0, 1].</summary>
    public IReadOnlyList<MirrorLinear> Down { get; }

    /// <summary>What a layer up is given.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">Images [batch, pixels].</param>
    /// <param name="layer">The layer's place, from 0.</param>
    /// <returns>[batch, the layer's inputs]</returns>
    public Variable Below(Tape tape, Variable x, int layer) => Up.Take(layer).Aggregate(x, (value, below) => below.Apply(tape, value));

    /// <summary>The encoder that goes all the way up.</summary>
    /// <param name="part">The code.</param>
    /// <param name="head">The topmost layer, or what makes the code by it.</param>
    /// <param name="above">Layers above the code that the model has beside it.</param>
    public Encoder CreateEncoder(Part part, Module head, params IReadOnlyList<Module> above) => new(_image, [.. Up.SkipLast(1), head], part, above);

    /// <summary>The decoder that goes all the way down.</summary>
    /// <param name="part">The code.</param>
    public Decoder CreateDecoder(Part part) => new(part, [.. Down.Reverse()], _image);
}
