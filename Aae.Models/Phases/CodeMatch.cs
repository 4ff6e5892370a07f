using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>How far the codes of a minibatch are from the prior, as a term of an objective that the encoder descends.</summary>
public abstract class CodeMatch
{
    /// <summary>Renews what the term reads but does not compute itself. Runs before each forward pass.</summary>
    /// <param name="step">The minibatch.</param>
    internal virtual void Prepare(TrainingStep step)
    {
    }

    /// <summary>Records the term.</summary>
    /// <param name="tape">The tape of the codes.</param>
    /// <param name="step">The minibatch.</param>
    /// <param name="code">Its codes.</param>
    /// <returns>A scalar.</returns>
    internal abstract Variable Record(Tape tape, TrainingStep step, Code code);
}
