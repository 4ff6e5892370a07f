using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// Walk-back training (Bengio, Yao, Alain, Vincent 2013): chains start at the images, corrupted, and after every one of their steps the
/// image is to come back. The loss is its cross-entropy, summed over pixels, averaged over steps and batch; so where chains stray from
/// the data they learn the way back.
/// </summary>
/// <param name="layers">The layers through which the chains walk.</param>
/// <param name="steps">The steps of a chain, 1 or more.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class WalkbackPhase(StochasticLayers layers, int steps, Descent descent) : Phase("walkback", layers.Parameters, descent)
{
    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Variable image = layers.Corrupt(tape, x);
        Variable[] above = layers.Silent(tape, step.BatchSize);
        Variable? loss = null;
        for (int i = 0; i < steps; i++)
        {
            (_, Variable logits, above) = layers.Step(tape, image, above);
            Variable error = tape.BernoulliError(logits, x);
            loss = loss is null ? error : tape.Add(loss, error);
            if (i < steps - 1)
            {
                image = layers.NextImage(tape, logits);
            }
        }

        return tape.Scale(loss!, 1f / steps);
    }
}
