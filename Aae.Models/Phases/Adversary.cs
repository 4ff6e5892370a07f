using Aae.Autograd.Schedules;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models.Networks;
using Aae.Models.Priors;

namespace Aae.Models.Phases;

/// <summary>What pulls one part of a code onto its prior: a discriminator that tells the one from the other.</summary>
public sealed record Adversary
{
    /// <summary>Puts a part, its prior and its discriminator together.</summary>
    /// <param name="part">A part of the encoder's code.</param>
    /// <param name="prior">What its codes are pulled onto; of the part's size.</param>
    /// <param name="discriminator">The part's discriminator.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the discriminator reads labels of which the prior knows nothing.</exception>
    public Adversary(Part part, Prior prior, Discriminator discriminator)
    {
        if (prior.Size != part.Size)
        {
            throw new ArgumentException($"the prior of part {part.Name} has {prior.Size} dimensions, the part {part.Size}", nameof(prior));
        }

        if (discriminator.Labels is { } labels && (prior as ConditionalPrior)?.Classes != labels.Classes)
        {
            throw new ArgumentException($"the discriminator of part {part.Name} reads labels of {labels.Classes} classes, and the prior has no component for each", nameof(prior));
        }

        Part = part;
        Prior = prior;
        Discriminator = discriminator;
    }

    /// <summary>The part.</summary>
    public Part Part { get; }

    /// <summary>What its codes are pulled onto.</summary>
    public Prior Prior { get; }

    /// <summary>The part's discriminator.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>The epochs over which its pull on the encoder grows from 0 to 1; 0 for the whole pull from the first epoch on.</summary>
    public int Ramp { get; init; }

    /// <summary>The weight of its pull in an epoch: e / <see cref="Ramp"/> in epoch e, counted from 0, and 1 afterwards.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public float WeightAt(int epoch) => new LinearRamp(To: 1, Ramp).At(start: 0, epoch);

    /// <summary>
    /// Draws samples of the prior for a minibatch. To a discriminator that reads labels each is shown with the label of the
    /// image at its place, and comes from that class's component; with "not known" from the whole prior (paper §2.3).
    /// </summary>
    /// <param name="step">The minibatch.</param>
    /// <param name="stream">The random stream.</param>
    /// <param name="samples">[batch, size], overwritten.</param>
    internal void SamplePrior(TrainingStep step, RandomStream stream, Tensor samples)
    {
        if (Discriminator.Labels is null)
        {
            Prior.Sample(stream, step.Draw, samples);
        }
        else
        {
            ((ConditionalPrior)Prior).Sample(stream, step.Draw, step.Labels!.Classes, samples);
        }
    }
}
