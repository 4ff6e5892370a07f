using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Kernels.Elementwise;
using Aae.Models.Posteriors;
using BatchNorm = Aae.Autograd.Modules.BatchNorm;
using Dropout = Aae.Autograd.Modules.Dropout;
using Maxout = Aae.Autograd.Modules.Maxout;

namespace Aae.Models.Networks;

/// <summary>What a network is made of: dense layers, with convolutions between them and an image that it reads or makes.</summary>
/// <param name="Hidden">The widths of the hidden layers, first to last; may be empty.</param>
/// <param name="Activation">The activation function of the hidden layers and the convolutions.</param>
/// <param name="Initializer">The law of all starting weights.</param>
/// <param name="InputNoise">The standard deviation of Gaussian noise on the input, while training.</param>
/// <param name="InputDropout">The probability that an input is dropped, while training.</param>
/// <param name="HiddenDropout">The probability that a hidden unit is dropped, while training.</param>
/// <param name="BatchNorm">
/// For each convolution, then each hidden layer whether batch norm stands between its linear and its activation function; null for
/// none. One flag more is that of an encoder's heads. In a decoder they stand for the hidden layers, then for what each convolution reads.
/// </param>
/// <param name="NoiseInputs">Noise that stands beside the input of the first hidden layer; null for none.</param>
/// <param name="Pieces">The linear pieces of which each hidden unit is the largest, after the activation function: maxout; 1 for none.</param>
/// <param name="InputWarp">How far an encoder's images are deformed at random, while training; null for not at all.</param>
/// <param name="Convolutions">The convolutions between the hidden layers and the image, in the order in which the network has them; null for none.</param>
public sealed record Mlp(
    IReadOnlyList<int> Hidden,
    Activation Activation,
    Initializer Initializer,
    float InputNoise = 0,
    float InputDropout = 0,
    float HiddenDropout = 0,
    IReadOnlyList<bool>? BatchNorm = null,
    NoiseInputs? NoiseInputs = null,
    int Pieces = 1,
    WarpRange? InputWarp = null,
    IReadOnlyList<ConvolutionLayer>? Convolutions = null)
{
    /// <summary>The width that comes out of the hidden layers.</summary>
    /// <param name="inputs">The width that goes in.</param>
    /// <exception cref="ArgumentException">It has convolutions, which read images.</exception>
    public int Features(int inputs) => Features(Row(inputs));

    /// <summary>The width that comes out of the hidden layers.</summary>
    /// <param name="image">The size of the images that go in.</param>
    public int Features(ImageShape image) => Hidden.Count > 0 ? Hidden[^1] : DenseInputs(image);

    /// <summary>Whether batch norm follows an encoder's heads.</summary>
    internal bool NormsHeads => NormsLayer(ConvolutionCount + Hidden.Count);

    /// <summary>The layers up to the last hidden one: x [batch, inputs] → features [batch, last width].</summary>
    /// <param name="name">The network's name; the layers are called name.hidden1, name.hidden2, ….</param>
    /// <param name="inputs">The width that goes in.</param>
    /// <exception cref="ArgumentException">It has convolutions, which read images.</exception>
    public Sequential Trunk(string name, int inputs) => Trunk(name, Row(inputs));

    /// <summary>The layers up to the last hidden one: x [batch, channels · height · width] → features [batch, last width].</summary>
    /// <param name="name">The network's name; the layers are called name.convolution1, …, name.hidden1, ….</param>
    /// <param name="image">The size of the images that go in.</param>
    public Sequential Trunk(string name, ImageShape image)
    {
        var layers = new List<Module>();
        if (InputNoise > 0)
        {
            layers.Add(new GaussianNoise($"{name}.noise", InputNoise));
        }

        if (InputDropout > 0)
        {
            layers.Add(new Dropout($"{name}.dropout", InputDropout));
        }

        if (ConvolutionCount > 0)
        {
            layers.AddRange(ConvolutionsOver(name, image));
        }

        if (NoiseInputs is not null)
        {
            layers.Add(NoiseInputs);
        }

        for (int i = 0; i < Hidden.Count; i++)
        {
            layers.Add(Layer(
                $"{name}.hidden{i + 1}", i == 0 ? DenseInputs(image) : Hidden[i - 1], Hidden[i] * Pieces, Activation, Initializer, NormsLayer(ConvolutionCount + i)));
            if (Pieces > 1)
            {
                layers.Add(new Maxout($"{name}.maxout{i + 1}", Pieces));
            }

            if (HiddenDropout > 0)
            {
                layers.Add(new Dropout($"{name}.dropout{i + 1}", HiddenDropout));
            }
        }

        return new Sequential(name, [.. layers]);
    }

    /// <summary>The whole network: the hidden layers and a dense output layer.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="inputs">The width that goes in.</param>
    /// <param name="outputs">The width that comes out.</param>
    /// <param name="output">The activation function of the output layer.</param>
    public Sequential Network(string name, int inputs, int outputs, Activation output) => Network(name, Row(inputs), outputs, output);

    /// <summary>The whole network: the convolutions, the hidden layers and a dense output layer.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="image">The size of the images that go in.</param>
    /// <param name="outputs">The width that comes out.</param>
    /// <param name="output">The activation function of the output layer.</param>
    public Sequential Network(string name, ImageShape image, int outputs, Activation output) =>
        new(name, Trunk(name, image), new Linear($"{name}.output", Features(image), outputs, output, Initializer));

    /// <summary>
    /// The layers from a code to an image: the hidden ones and a dense output layer, or, with convolutions, a dense layer onto the
    /// smallest map and from there transposed convolutions.   x [batch, inputs] → [batch, channels · height · width]
    /// </summary>
    /// <param name="name">The network's name; beside hidden layers and output there are name.map, name.convolution1, ….</param>
    /// <param name="inputs">The width that goes in.</param>
    /// <param name="image">The size of the images that come out.</param>
    /// <param name="output">The activation function of the output layer.</param>
    public (Sequential Trunk, AffineLayer Output) ToImage(string name, int inputs, ImageShape image, Activation output)
    {
        Mlp dense = this with { Convolutions = null };
        Sequential trunk = dense.Trunk(name, inputs);
        int features = dense.Features(inputs);
        if (ConvolutionCount == 0)
        {
            return (trunk, new Linear($"{name}.output", features, image.Pixels, output, Initializer));
        }

        ImageShape[] maps = [.. ConvolutionLayer.MapsOf([.. Convolutions!.Reverse()], image).Reverse()]; // the smallest, …, the image
        List<Module> layers = [trunk, Layer($"{name}.map", features, maps[0].Pixels, Activation, Initializer, NormsLayer(Hidden.Count))];
        for (int i = 1; i < ConvolutionCount; i++)
        {
            layers.Add(Convolutions![i - 1].BackTo(maps[i], $"{name}.convolution{i}", Activation, Initializer, NormsLayer(Hidden.Count + i)));
        }

        return (new(name, [.. layers]), new ImageOutput(Convolutions![^1].BackTo(image, $"{name}.output", output, Initializer)));
    }

    private ImageShape Row(int inputs) => ConvolutionCount == 0
        ? new ImageShape(1, inputs, 1)
        : throw new ArgumentException($"convolutions read images, not rows of {inputs} numbers");

    private int ConvolutionCount => Convolutions?.Count ?? 0;

    private bool NormsLayer(int layer) => BatchNorm is not null && layer < BatchNorm.Count && BatchNorm[layer];

    // The numbers that the first hidden layer reads.
    private int DenseInputs(ImageShape image) => ConvolutionLayer.MapsOf(Convolutions ?? [], image).Last().Pixels + (NoiseInputs?.Size ?? 0);

    private IEnumerable<Module> ConvolutionsOver(string name, ImageShape image)
    {
        if (image.Channels > 1)
        {
            yield return new ChannelsLast($"{name}.channels", image.Channels);
        }

        foreach ((int i, (ConvolutionLayer layer, ImageShape map)) in Convolutions!.Zip(ConvolutionLayer.MapsOf(Convolutions!, image)).Index())
        {
            yield return layer.Over(map, $"{name}.convolution{i + 1}", Activation, Initializer, NormsLayer(i));
        }

        yield return new Flatten($"{name}.flat");
    }

    /// <summary>
    /// A dense layer: linear, or linear, batch norm, activation function. (Batch norm takes the mean away and so the linear
    /// function's bias with it, which then stays about where it starts.)
    /// </summary>
    internal static Sequential Layer(string name, int inputs, int outputs, Activation activation, Initializer initializer, bool batchNorm) =>
        batchNorm
            ? new(name, new Linear(name, inputs, outputs, Activation.Identity, initializer), new BatchNorm($"{name}.norm", outputs, activation))
            : new(name, new Linear(name, inputs, outputs, activation, initializer));
}
