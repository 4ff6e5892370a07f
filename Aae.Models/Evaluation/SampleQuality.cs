using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>
/// How good samples are, beside the Parzen estimate that misleads: the Fréchet distance, precision and recall between them and the
/// test images on the features of a <see cref="FeatureClassifier"/>.
/// </summary>
public static class SampleQuality
{
    /// <summary>The most samples: their features are kept in memory.</summary>
    public const int MostSamples = 1_000_000;

    /// <summary>Compares samples with the test images of a classifier's data set.</summary>
    /// <param name="samples">The samples, <see cref="PrecisionRecall.Neighbours"/> + 1 to <see cref="MostSamples"/>.</param>
    /// <param name="classifier">Trained once for all samples that are to be compared with each other.</param>
    /// <param name="team">The threads to work with; null for those that the process may use. The figures have the same bits for any number.</param>
    /// <param name="progress">Told the number of samples whose features are known.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <exception cref="AaeException">Samples are of another size than images, there are too few or too many, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SampleQualityReport Measure(
        SampleSource samples,
        FeatureClassifier classifier,
        WorkerTeam? team = null,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        Dataset data = classifier.Data;
        Require(samples, data);
        team ??= WorkerTeam.Default;
        ImageSet known = data.Train.Slice(0, (int)Math.Min(samples.Count, data.Train.Count));
        Tensor ofSamples = classifier.Features(samples, team, progress, cancellation);
        Tensor ofImages = classifier.FeaturesOfTest;
        Tensor ofKnown = classifier.Features(SampleSource.Of(known.Name, known), team, progress: null, cancellation);
        int neighbours = Math.Min(ofSamples.Shape.Rows, ofImages.Shape.Rows);
        var shares = PrecisionRecall.Measure(
            ofSamples.Rows(0, neighbours), ofImages.Rows(0, neighbours), PrecisionRecall.Neighbours, team, cancellation);
        return new SampleQualityReport
        {
            Samples = samples.Name,
            SampleCount = ofSamples.Shape.Rows,
            Images = data.Test.Name,
            ImageCount = data.Test.Count,
            FrechetDistance = FrechetDistance.Between(ofSamples, ofImages),
            FrechetDistanceOfTrainingImages = FrechetDistance.Between(ofKnown, ofImages),
            TrainingImageCount = known.Count,
            Precision = shares.Precision,
            Recall = shares.Recall,
            NeighbourCount = neighbours,
            ClassifierTestError = classifier.TestError,
        };
    }

    /// <summary>Checks, before a classifier is trained for it, that the quality of samples can be measured; <see cref="Measure"/> does so too.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="data">The data set with whose test images they are to be compared.</param>
    /// <exception cref="AaeException">Samples are of another size than images, or there are too few or too many.</exception>
    public static void Require(SampleSource samples, Dataset data)
    {
        samples.RequireSizeOf(data.Test);
        const int least = PrecisionRecall.Neighbours + 1;
        if (samples.Count is < least or > MostSamples)
        {
            throw new AaeException($"{samples.Name}: {samples.Count} samples; their quality is measured of {least} to {MostSamples}, as each needs {least - 1} neighbours");
        }

        foreach (ImageSet images in (ReadOnlySpan<ImageSet>)[data.Train, data.Test])
        {
            if (images.Count < least)
            {
                throw new AaeException($"{images.Name}: {images.Count} images; samples are compared with {least} or more, as each needs {least - 1} neighbours");
            }
        }
    }
}
