using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;

namespace Aae.Models.Posteriors;

/// <summary>
/// z = f(x, η): noise of a fixed law beside the input of the encoder's first hidden layer, so that q(z|x) may take any form that the
/// network can give it (paper §2, "universal approximator posterior"). x [batch, n] → [batch, n + size]
/// </summary>
/// <remarks>Where the tape draws no samples η is its mean, 0.</remarks>
/// <param name="name">Its full name; its draws depend on it.</param>
/// <param name="size">The number of dimensions of η, 1 or more.</param>
/// <param name="law">The law of each of them.</param>
public sealed class NoiseInputs(string name, int size, NoiseLaw law) : Module(name)
{
    /// <summary>The number of dimensions of η.</summary>
    public int Size { get; } = size;

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.DrawsSamples
        ? tape.JoinNoise(x, Size, law, tape.Stream(Name))
        : tape.JoinColumns(x, tape.Constant(new Tensor(new Shape(x.Shape.Rows, Size))));
}
