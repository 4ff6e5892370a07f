using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>A dense layer: y = f(x·weight + bias). The bias starts at zero.</summary>
public sealed class Linear : AffineLayer
{
    private readonly Activation _activation;

    /// <summary>Creates a layer whose parameters are still zero: see <see cref="Module.Initialize"/>.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="activation">f.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    public Linear(string name, int inputs, int outputs, Activation activation, Initializer initializer)
        : base(name)
    {
        _activation = activation;
        Weight = Register(new Parameter($"{name}.weight", new Shape(inputs, outputs)), initializer);
        Bias = Register(new Parameter($"{name}.bias", new Shape(outputs)), Initializer.Zero);
    }

    /// <summary>The weights [in, out].</summary>
    public Parameter Weight { get; }

    /// <summary>The biases [out].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Linear(x, Weight, Bias, _activation);

    /// <inheritdoc/>
    public override Variable Logits(Tape tape, Variable x) => tape.Linear(x, Weight, Bias);
}
