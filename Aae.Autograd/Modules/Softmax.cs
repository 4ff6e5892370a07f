using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>Turns each row into a distribution over classes.</summary>
/// <param name="name">Its full name.</param>
public sealed class Softmax(string name) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Softmax(x);
}
