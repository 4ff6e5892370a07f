using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>
/// The way back of a <see cref="Convolution"/> of the same numbers, from what it makes to what it reads: y = f(weight ∗ᵀ x + bias),
/// which makes an image larger by the stride. The bias starts at zero.
/// x [batch, ⌈height/stride⌉ · ⌈width/stride⌉ · filters], filters last → [batch, height, width, channels]
/// </summary>
public sealed class TransposedConvolution : AffineLayer
{
    private readonly int _height;
    private readonly int _width;
    private readonly int _stride;
    private readonly Activation _activation;

    /// <summary>Creates a layer whose parameters are still zero: see <see cref="Module.Initialize"/>.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="height">Rows of places of what it makes.</param>
    /// <param name="width">Columns of places of what it makes.</param>
    /// <param name="channels">Numbers in each place of what it makes.</param>
    /// <param name="filters">Numbers in each place of what it reads.</param>
    /// <param name="kernel">Places along each side of the kernel.</param>
    /// <param name="stride">Places by which the kernel moves.</param>
    /// <param name="activation">f.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    public TransposedConvolution(
        string name, int height, int width, int channels, int filters, int kernel, int stride, Activation activation, Initializer initializer)
        : base(name)
    {
        (_height, _width, _stride, _activation) = (height, width, stride, activation);
        Weight = Register(new Parameter($"{name}.weight", new Shape(kernel, kernel, channels, filters)), initializer.Transposed(Meeting(height) * Meeting(width)));
        Bias = Register(new Parameter($"{name}.bias", new Shape(channels)), Initializer.Zero);

        // Places of the kernel over one place of an axis, as it lies every stride.
        double Meeting(int size) => Math.Max(1, (double)kernel / Math.Min(stride, size));
    }

    /// <summary>The weights [kernel height, kernel width, channels, filters].</summary>
    public Parameter Weight { get; }

    /// <summary>The biases [channels].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.TransposedConvolution(x, Weight, Bias, _height, _width, _stride, _activation);

    /// <inheritdoc/>
    public override Variable Logits(Tape tape, Variable x) => tape.TransposedConvolution(x, Weight, Bias, _height, _width, _stride);
}
