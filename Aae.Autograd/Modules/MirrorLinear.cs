using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>
/// A dense layer back through the weights of another: y = f(x·weightᵀ + bias). The weights belong to the other; the bias is its own
/// and starts at zero.
/// </summary>
public sealed class MirrorLinear : AffineLayer
{
    private readonly Linear _mirrored;
    private readonly Activation _activation;

    /// <summary>Creates the layer.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="mirrored">The layer whose weights [in, out] it takes: it goes from out to in.</param>
    /// <param name="activation">f.</param>
    public MirrorLinear(string name, Linear mirrored, Activation activation)
        : base(name)
    {
        (_mirrored, _activation) = (mirrored, activation);
        Bias = Register(new Parameter($"{name}.bias", new Shape(mirrored.Weight.Shape[0])), Initializer.Zero);
    }

    /// <summary>The biases [in].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.LinearBack(x, _mirrored.Weight, Bias, _activation);

    /// <inheritdoc/>
    public override Variable Logits(Tape tape, Variable x) => tape.LinearBack(x, _mirrored.Weight, Bias);
}
