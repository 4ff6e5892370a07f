using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The decoder, as the generator, ascends mean log D(G(z)): what it makes of samples of the prior is to pass for images
/// (Goodfellow et al. 2014, in the non-saturating form). The discriminator stays.
/// </summary>
/// <param name="discriminator">D(x).</param>
/// <param name="generator">G(z).</param>
/// <param name="prior">The samples z.</param>
/// <param name="descent">How the phase descends.</param>
internal sealed class ImageGeneratorPhase(Discriminator discriminator, Decoder generator, PriorSamples prior, Descent descent)
    : Phase("generator", generator.Parameters, descent)
{
    protected override bool RenewsStatistics => true;

    protected override void Prepare(TrainingStep step) => prior.Draw(step);

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable made = generator.Apply(tape, tape.Constant(prior[step]));
        tape.RenewsStatistics = false; // the discriminator's are renewed by its own phase
        Variable loss = discriminator.Deception(tape, made, labels: null);
        tape.RenewsStatistics = true;
        return loss;
    }
}
