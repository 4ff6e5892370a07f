using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>
/// A convolutional layer: y = f(x ∗ weight + bias), the image padded with zeros so that it has ⌈size/stride⌉ places along each
/// axis. The bias starts at zero. x [batch, height · width · channels], channels last → [batch, ⌈height/stride⌉, ⌈width/stride⌉, filters]
/// </summary>
public sealed class Convolution : Module
{
    private readonly int _height;
    private readonly int _width;
    private readonly int _stride;
    private readonly Activation _activation;

    /// <summary>Creates a layer whose parameters are still zero: see <see cref="Module.Initialize"/>.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="height">Rows of places of what it reads.</param>
    /// <param name="width">Columns of places of what it reads.</param>
    /// <param name="channels">Numbers in each place of what it reads.</param>
    /// <param name="filters">Numbers in each place of what it makes.</param>
    /// <param name="kernel">Places along each side of the kernel.</param>
    /// <param name="stride">Places by which the kernel moves.</param>
    /// <param name="activation">f.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    public Convolution(
        string name, int height, int width, int channels, int filters, int kernel, int stride, Activation activation, Initializer initializer)
        : base(name)
    {
        (_height, _width, _stride, _activation) = (height, width, stride, activation);
        Weight = Register(new Parameter($"{name}.weight", new Shape(kernel, kernel, channels, filters)), initializer);
        Bias = Register(new Parameter($"{name}.bias", new Shape(filters)), Initializer.Zero);
    }

    /// <summary>The weights [kernel height, kernel width, channels, filters].</summary>
    public Parameter Weight { get; }

    /// <summary>The biases [filters].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Convolution(x, Weight, Bias, _height, _width, _stride, _activation);
}
