using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>How many samples look like images, and how many images have samples that look like them.</summary>
/// <param name="Precision">The share of samples that lie in the manifold of the images: low where samples are no good.</param>
/// <param name="Recall">The share of images that lie in the manifold of the samples: low where samples leave out what there is.</param>
/// <remarks>
/// Kynkäänniemi et al.: Improved precision and recall metric for assessing generative models (NeurIPS 2019). A manifold is a ball
/// around each point up to its k-th nearest among the others (<see cref="NeighbourManifold"/>), so both figures depend on the
/// numbers of points and compare only between equally many.
/// </remarks>
public readonly record struct PrecisionRecall(double Precision, double Recall)
{
    /// <summary>The k of the paper.</summary>
    public const int Neighbours = 3;

    /// <summary>Measures both. The work grows with the square of the number of points.</summary>
    /// <param name="samples">Features of samples [n, d], n above k.</param>
    /// <param name="images">Features of images [m, d], m above k.</param>
    /// <param name="neighbours">k, 1 to <see cref="NeighbourManifold.MostNeighbours"/>.</param>
    /// <param name="team">The threads to use, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between blocks of points.</param>
    /// <exception cref="AaeException">A shape does not fit, an element is not finite, or a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PrecisionRecall Measure(
        Tensor samples, Tensor images, int neighbours = Neighbours, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        Samples.RequireComparable(samples, images, "features of samples", "features of images");
        team ??= WorkerTeam.Single;
        var ofImages = new NeighbourManifold(images, neighbours, team, cancellation);
        var ofSamples = new NeighbourManifold(samples, neighbours, team, cancellation);
        return new PrecisionRecall(ofImages.ShareOf(samples, team, cancellation), ofSamples.ShareOf(images, team, cancellation));
    }
}
