using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>An activation function on its own. After a <see cref="Linear"/> layer give it to the layer instead, which is faster.</summary>
/// <param name="name">Its full name.</param>
/// <param name="activation">The function.</param>
public sealed class Activate(string name, Activation activation) : Module(name)
{
    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.Activate(x, activation);
}
