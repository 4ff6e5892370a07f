using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
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
        int batch = step.BatchSize;
        var fromPrior = new Tensor(new Shape(2 * batch, 1)); // 1 for samples of the prior, 0 for codes
        fromPrior.Rows(0, batch).Span.Fill(1);

        Variable z = tape.StackRows(tape.Constant(_prior[step]), tape.Constant(codes.Codes(step)[_part].Value));
        Variable? labels = adversary.Discriminator.Labels is null ? null : step.LabelsOn(tape);
        Variable logits = adversary.Discriminator.Judge(tape, z, labels is null ? null : tape.StackRows(labels, labels));
        return tape.Scale(tape.BinaryCrossEntropy(logits, tape.Constant(fromPrior)), 2); // the mean over 2·batch → the sum of two means
    }
}
