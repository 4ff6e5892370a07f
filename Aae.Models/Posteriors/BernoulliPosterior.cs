using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;

namespace Aae.Models.Posteriors;

/// <summary>
/// q(z|x) = Π_j Bernoulli(p_j(x)), the binary units of a Boltzmann machine. Where the tape draws no samples their means p stand for
/// them. features [batch, features] → [batch, size]
/// </summary>
public sealed class BernoulliPosterior : Module
{
    private readonly Linear _probabilities;

    /// <summary>Creates the head.</summary>
    /// <param name="probabilities">The layer that makes p, with a sigmoid; the head has its name.</param>
    public BernoulliPosterior(Linear probabilities)
        : base(probabilities.Name) => _probabilities = Register(probabilities);

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x)
    {
        Variable p = _probabilities.Apply(tape, x);
        return tape.DrawsSamples ? tape.Bernoulli(p, tape.Stream(Name)) : p;
    }
}
