using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Priors;

namespace Aae.Models.Evaluation;

/// <summary>
/// Evaluates a model on images that it was not trained on: its reconstructions, how well their codes match the prior, and, where it
/// learned from labels, its classification. Codes are held against the prior as samples of q(z|x), where that is random; images
/// are reconstructed and classified from its mean.
/// </summary>
public static class ModelEvaluation
{
    private const int MmdRows = 5000; // the work grows with the square
    private const int Projections = 256;

    /// <summary>Runs every measure.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Held-out images, 4 or more.</param>
    /// <param name="seed">The seed of the prior's samples, the projections and the fresh discriminator.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The images do not fit the model, or a code is not finite.</exception>
    public static EvaluationReport Run(
        TrainedModel model, ImageSet images, ulong seed = 0, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        team ??= WorkerTeam.Default;
        Tensor means = model.Encode(images, cancellation);
        Tensor codes = model.HasRandomCodes ? model.EncodeSamples(images, seed, cancellation) : means;
        Tensor x = images.Gather(0, images.Count);
        ReconstructionError error = ReconstructionError.Between(x, model.Reconstruct(images, cancellation));

        Tensor prior = Samples(model, images.Count, seed, "codes");
        int few = Math.Min(images.Count, MmdRows);
        MaximumMeanDiscrepancy mmd = MaximumMeanDiscrepancy.Unbiased(codes.Rows(0, few), prior.Rows(0, few), team, cancellation);
        Moments moments = Moments.Compare(codes, prior);
        RandomStream directions = RandomStream.Named(seed, "evaluation/directions");
        return new EvaluationReport
        {
            Images = images.Name,
            Count = images.Count,
            ReconstructionHalfSquared = error.HalfSquared,
            ReconstructionMeanSquared = error.MeanSquared,
            ClassificationError = model.LearnedLabels && images.HasLabels ? ErrorRate(model.MostProbable(means), images.Labels) : null,
            Mmd = mmd.Squared,
            MmdNullDeviation = mmd.NullDeviation,
            SlicedWasserstein = SlicedWasserstein.Distance(codes, prior, Projections, directions, team, cancellation),
            SlicedWassersteinOfPrior = SlicedWasserstein.Distance(
                Samples(model, images.Count, seed, "second"), prior, Projections, directions, team, cancellation),
            MeanDistance = moments.Mean,
            CovarianceDistance = moments.Covariance,
            SmallestDeviation = moments.SmallestDeviation,
            LargestDeviation = moments.LargestDeviation,
            ComponentShare = model.Prior is IConditionalPrior components && images.HasLabels ? ClassComponents.Share(components, codes, images.Labels) : null,
            FreshDiscriminatorAccuracy = FreshDiscriminator.Accuracy(codes, prior, seed, team, cancellation),
        };
    }

    private static double ErrorRate(int[] classes, ReadOnlySpan<byte> labels)
    {
        int wrong = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            wrong += classes[i] == labels[i] ? 0 : 1;
        }

        return (double)wrong / classes.Length;
    }

    private static Tensor Samples(TrainedModel model, int count, ulong seed, string name)
    {
        var samples = new Tensor(new Shape(count, model.CodeSize));
        model.Prior.Sample(RandomStream.Named(seed, $"evaluation/prior/{name}"), 0, samples);
        return samples;
    }
}
