using Aae.Autograd.Tapes;

namespace Aae.Autograd.Modules;

/// <summary>A module y = f(a(x)), a linear with a bias and f an activation function.</summary>
/// <param name="name">Its full name.</param>
public abstract class AffineLayer(string name) : Module(name)
{
    /// <summary>a(x), which f is applied to: where that is a sigmoid, the log odds of each output.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="x">The input [batch, …].</param>
    public abstract Variable Logits(Tape tape, Variable x);
}
