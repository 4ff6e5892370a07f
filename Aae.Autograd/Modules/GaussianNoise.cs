using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Adds Gaussian noise while training; passes everything on at evaluation.</summary>
/// <param name="name">Its full name; its draws depend on it.</param>
/// <param name="deviation">The noise's standard deviation, 0 or more.</param>
public sealed class GaussianNoise(string name, float deviation) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) =>
        tape.Training && deviation > 0 ? tape.AddGaussianNoise(x, deviation, tape.Stream(Name)) : x;
}
