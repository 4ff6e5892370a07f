using Aae.Core.Data;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>What is scored beside the samples of models, to tell what a score is worth: images of the data set, and k-means centroids of them.</summary>
public static class ReferenceSamples
{
    /// <summary>As many of each at most.</summary>
    public const int Most = 10_000;

    /// <summary>Rounds of k-means.</summary>
    public const int Rounds = 10;

    // Of a cluster on average, at the least: with one point each the centroids would be the training images.
    private const int PointsPerCentroid = 5;

    /// <summary>The first training images.</summary>
    /// <param name="data">The data set.</param>
    public static SampleSource TrainingImages(Dataset data) =>
        SampleSource.Of("training images", data.Train.Slice(0, Math.Min(Most, data.Train.Count)));

    /// <summary>k-means centroids of the training images.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="seed">The seed of the points from which they begin.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <param name="progress">Told after each round.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public static SampleSource Centroids(
        Dataset data, ulong seed, WorkerTeam? team = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        int count = Math.Min(Most, Math.Max(1, data.Train.Count / PointsPerCentroid));
        return SampleSource.Of(
            "k-means centroids", KMeans.Centroids(data.Train.Gather(0, data.Train.Count), count, seed, Rounds, team, progress, cancellation));
    }
}
