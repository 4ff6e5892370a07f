using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Priors;

namespace Aae.Models.Evaluation;

/// <summary>
/// Evaluates a model on images that it was not trained on: its reconstructions, how well their codes match the prior, and its
/// classes or clusters. Codes are held against the prior as samples of q(z|x), where that is random; images are reconstructed and
/// classified from its mean.
/// </summary>
public static class ModelEvaluation
{
    private const int MmdRows = 5000; // the work grows with the square
    private const int Projections = 256;

    /// <summary>Runs every measure.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Held-out images, 4 or more.</param>
    /// <param name="data">
    /// The data set of which the images are a split: its labelled validation images name clusters, its training images teach the
    /// linear probe. Null leaves these measures out; so do images that would be judged by what they themselves named or taught.
    /// </param>
    /// <param name="seed">The seed of the prior's samples, the projections, the fresh discriminator and the linear probe.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The images do not fit the model, or a code is not finite.</exception>
    public static EvaluationReport Run(
        TrainedModel model, ImageSet images, Dataset? data = null, ulong seed = 0, WorkerTeam? team = null, CancellationToken cancellation = default)
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
        ConfusionMatrix? confusion = Confusion(model, means, images);
        ClusteringQuality? clusters = confusion is null || model.LearnedLabels ? null : Clusters(model, means, images, data, cancellation);
        bool areNamed = images != data?.Validation;
        double? probe = ProbeOfStyle(model, means, images, data, seed, team, cancellation);
        RandomStream directions = RandomStream.Named(seed, "evaluation/directions");
        return new EvaluationReport
        {
            Images = images.Name,
            Count = images.Count,
            ReconstructionHalfSquared = error.HalfSquared,
            ReconstructionMeanSquared = error.MeanSquared,
            ComponentShare = model.Prior is ConditionalPrior components && images.HasLabels ? ClassComponents.Share(components, codes, images.Labels) : null,
            ClassificationError = model.LearnedLabels ? confusion?.Error : null,
            ClusteringError = areNamed ? clusters?.Error : null,
            ClusteringMajorityError = areNamed ? clusters?.MajorityError : null,
            NormalizedMutualInformation = clusters?.NormalizedMutualInformation,
            AdjustedRandIndex = clusters?.AdjustedRandIndex,
            ClusterLabels = clusters?.Labels,
            LinearProbeError = probe,
            LinearProbeChance = probe is null ? null : LinearProbe.Chance(images.Labels),
            ConfusionMatrix = confusion?.Rows,
            Mmd = mmd.Squared,
            MmdNullDeviation = mmd.NullDeviation,
            SlicedWasserstein = SlicedWasserstein.Distance(codes, prior, Projections, directions, team, cancellation),
            SlicedWassersteinOfPrior = SlicedWasserstein.Distance(
                Samples(model, images.Count, seed, "second"), prior, Projections, directions, team, cancellation),
            MeanDistance = moments.Mean,
            CovarianceDistance = moments.Covariance,
            SmallestDeviation = moments.SmallestDeviation,
            LargestDeviation = moments.LargestDeviation,
            FreshDiscriminatorAccuracy = FreshDiscriminator.Accuracy(codes, prior, seed, team, cancellation),
        };
    }

    /// <summary>The labels of images against the classes or clusters of their codes; null where there are no labels or no classes.</summary>
    public static ConfusionMatrix? Confusion(TrainedModel model, Tensor codes, ImageSet images) =>
        images.HasLabels && model.Classes > 0
            ? ConfusionMatrix.Count(images.Labels, model.MostProbable(codes), images.Classes, model.Classes)
            : null;

    // Clusters are named by the validation images, whichever images are judged.
    private static ClusteringQuality? Clusters(
        TrainedModel model, Tensor codes, ImageSet images, Dataset? data, CancellationToken cancellation) =>
        data is { Validation: { HasLabels: true, Count: > 0 } validation }
            ? ClusteringQuality.Measure(
                model.Probabilities(validation, cancellation), validation.Labels, model.ProbabilitiesOf(codes), images.Labels)
            : null;

    // Of a model that has a class apart from z: q(y|x) that learned it, or the label that the decoder is given.
    private static double? ProbeOfStyle(
        TrainedModel model, Tensor codes, ImageSet images, Dataset? data, ulong seed, WorkerTeam team, CancellationToken cancellation)
    {
        bool hasClass = model.LearnedLabels || model.Given is not null;
        Part? z = model.Parts.FirstOrDefault(part => !part.IsCategorical);
        return hasClass && z is not null && data is { Train.HasLabels: true } && images.HasLabels && images != data.Train
            ? LinearProbe.Error(
                model.PartOf(model.Encode(data.Train, cancellation), z), data.Train.Labels,
                model.PartOf(codes, z), images.Labels, images.Classes, seed, team, cancellation)
            : null;
    }

    private static Tensor Samples(TrainedModel model, int count, ulong seed, string name)
    {
        var samples = new Tensor(new Shape(count, model.CodeSize));
        model.Prior.Sample(RandomStream.Named(seed, $"evaluation/prior/{name}"), 0, samples);
        return samples;
    }
}
