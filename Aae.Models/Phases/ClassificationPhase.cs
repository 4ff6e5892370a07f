using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// q(y|x) descends the cross-entropy of a labelled minibatch, averaged over it (paper §5, semi-supervised classification phase).
/// It moves the trunk and the head of y; the other heads have no part in it.
/// </summary>
/// <param name="part">The categorical part y.</param>
/// <param name="encoder">q(y, z|x).</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ClassificationPhase(Part part, Encoder encoder, Descent descent)
    : Phase("classification", encoder.ParametersOf(part), descent)
{
    /// <inheritdoc/>
    protected override bool SeesImages => false;

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        LabelledBatch labelled = step.Labelled
            ?? throw new InvalidOperationException($"phase '{Name}' needs a labelled minibatch, which the step does not have");
        Variable logits = encoder.Encode(tape, tape.Constant(labelled.Images), part).Logits(part);
        return tape.SoftmaxCrossEntropy(logits, tape.Constant(labelled.Labels));
    }
}
