using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Lays each example in a row, as dense layers read it. [batch, …] → [batch, numbers of an example]</summary>
/// <param name="name">Its full name.</param>
public sealed class Flatten(string name) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Flatten(x);
}
