using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// D ascends mean log D(x) + mean log(1 − D(G(z))), x the minibatch and z as many samples of the prior (Goodfellow et al. 2014).
/// Images and what the generator makes of z go through it as one batch of twice the size. The generator stays.
/// </summary>
/// <param name="discriminator">D(x).</param>
/// <param name="generator">G(z).</param>
/// <param name="prior">The samples z; the generator's phase of the step reads the same.</param>
/// <param name="descent">How the phase descends.</param>
internal sealed class ImageDiscriminatorPhase(Discriminator discriminator, Decoder generator, PriorSamples prior, Descent descent)
    : Phase(discriminator.Name, discriminator.Parameters, descent)
{
    protected override bool RenewsStatistics => true;

    protected override void Prepare(TrainingStep step) => prior.Draw(step);

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        tape.RenewsStatistics = false; // the generator's are renewed by its own phase
        Variable made = generator.Apply(tape, tape.Constant(prior[step]));
        tape.RenewsStatistics = true;
        return discriminator.Separation(tape, tape.Constant(step.Images), made, labels: null);
    }
}
