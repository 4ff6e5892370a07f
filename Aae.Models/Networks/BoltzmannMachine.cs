using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Models.Networks;

/// <summary>
/// A restricted Boltzmann machine: p(v, h) ∝ e^(b·v + c·h + v·W·h) of binary v and h (Smolensky 1986). Given v the units of h are
/// independent of each other, and the other way round, so both are drawn at once.
/// </summary>
/// <param name="up">p(h|v) = σ(v·W + c), with a sigmoid.</param>
/// <param name="down">p(v|h) = σ(h·Wᵀ + b), with a sigmoid.</param>
public sealed class BoltzmannMachine(Linear up, MirrorLinear down)
{
    /// <summary>W, c and b.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. up.Parameters, .. down.Parameters];

    /// <summary>Visible units.</summary>
    public int Visible => up.Weight.Shape[0];

    /// <summary>Hidden units.</summary>
    public int Hidden => up.Weight.Shape[1];

    /// <summary>−log Σ_h e^(b·v + c·h + v·W·h), averaged over rows.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="v">[batch, visible], in [0, 1].</param>
    /// <returns>A scalar.</returns>
    public Variable FreeEnergy(Tape tape, Variable v) => tape.FreeEnergy(v, up.Weight, up.Bias, down.Bias);

    /// <summary>h ~ p(h|v).</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="v">[batch, visible]</param>
    /// <returns>[batch, hidden]</returns>
    public Variable DrawHidden(Tape tape, Variable v) => tape.Bernoulli(up.Apply(tape, v), tape.Stream(up.Name));

    /// <summary>v ~ p(v|h).</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="h">[batch, hidden]</param>
    /// <returns>[batch, visible]</returns>
    public Variable DrawVisible(Tape tape, Variable h) => tape.Bernoulli(down.Apply(tape, h), tape.Stream(down.Name));
}
