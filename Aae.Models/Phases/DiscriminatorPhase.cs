using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The discriminator ascends mean log D(z_prior) + mean log(1 − D(z_code)) (paper §2, first half of the regularization phase).
/// Samples of the prior and codes go through it as one batch of twice the size. The codes are constants: the encoder stays.
/// </summary>
internal sealed class DiscriminatorPhase(Adversary adversary, EncoderPass codes, Descent descent)
    : Phase($"discriminator.{adversary.Part.Name}", adversary.Discriminator.Parameters, descent)
{
    private readonly Part _part = adversary.Part;
    private readonly PriorSamples _prior = new(adversary.Part, adversary.SamplePrior);

    protected override bool RenewsStatistics => true; // on its tape the discriminator stands alone

    protected override void Prepare(TrainingStep step)
    {
        codes.Codes(step);
        _prior.Draw(step);
    }

    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Discriminator discriminator = adversary.Discriminator;
        Variable? labels = discriminator.Labels is null ? null : step.LabelsOn(tape);
        return discriminator.Separation(tape, tape.Constant(_prior[step]), tape.Constant(codes.Codes(step)[_part].Value), labels);
    }
}
