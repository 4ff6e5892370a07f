using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>The largest of each unit's pieces (Goodfellow et al. 2013): after a linear layer with as many outputs as units · pieces.</summary>
/// <param name="name">Its full name.</param>
/// <param name="pieces">The pieces of a unit, 1 or more.</param>
public sealed class Maxout(string name, int pieces) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Maxout(x, pieces);
}
