using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Drops each element with a given probability while training; passes everything on at evaluation.</summary>
/// <param name="name">Its full name; its draws depend on it.</param>
/// <param name="rate">The probability, 0 ≤ rate &lt; 1.</param>
public sealed class Dropout(string name, float rate) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) =>
        tape.Training && rate > 0 ? tape.Dropout(x, rate, tape.Stream(Name)) : x;
}
