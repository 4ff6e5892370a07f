using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>−mean log D(z_code): how badly the codes pass for samples of the prior (WAE-GAN; Tolstikhin et al. 2018, algorithm 1).</summary>
/// <param name="adversary">The discriminator, which a phase of its own trains; here it stays.</param>
public sealed class AdversarialMatch(Adversary adversary) : CodeMatch
{
    internal override Variable Record(Tape tape, TrainingStep step, Code code)
    {
        bool renews = tape.RenewsStatistics;
        tape.RenewsStatistics = false; // the discriminator's are renewed by its own phase
        Variable loss = adversary.Discriminator.Deception(tape, code[adversary.Part], step.LabelsOn(tape));
        tape.RenewsStatistics = renews;
        return loss;
    }
}
