namespace Aae.Models.Evaluation;

/// <summary>What a <see cref="ParzenWindow"/> found.</summary>
public sealed record LikelihoodReport
{
    /// <summary>What to keep in mind with every figure.</summary>
    public const string Caveat =
        "Parzen estimates mislead: they rank k-means centroids above real training images and say little of the true likelihood (Theis et al. 2016).";

    /// <summary>What the samples are called.</summary>
    public required string Samples { get; init; }

    /// <summary>The number of samples.</summary>
    public required long SampleCount { get; init; }

    /// <summary>The images that were scored, as in "mnist/test".</summary>
    public required string Images { get; init; }

    /// <summary>The number of images.</summary>
    public required int ImageCount { get; init; }

    /// <summary>The mean log-likelihood of an image, in nats.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Its standard error over the images, s/√n with s² = Σ(x − mean)²/(n − 1).</summary>
    public required double StandardError { get; init; }

    /// <summary>σ: the one under which the validation images are likeliest, or the one that was given.</summary>
    public required double Deviation { get; init; }

    /// <summary>Whether σ is the least or the greatest of several, so that one beyond the grid may be better.</summary>
    public required bool IsAtEdge { get; init; }

    /// <summary>Mean log-likelihoods by σ.</summary>
    public required IReadOnlyList<LikelihoodPoint> Grid { get; init; }

    /// <summary>Seconds, those of stopped processes included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples made, and met by all images, in a second.</summary>
    public double SamplesPerSecond => SampleCount / Seconds;

    /// <summary>
    /// Floating-point operations per second in 10⁹: the products of distances and of the decoder, a multiply-add counted as two.
    /// What makes the codes, as the chains of a learned prior, takes time but is not counted.
    /// </summary>
    public required double Gflops { get; init; }
}

/// <summary>Mean log-likelihoods under one σ, in nats.</summary>
/// <param name="Deviation">σ.</param>
/// <param name="Validation">Of the validation images that choose; null where nothing was chosen.</param>
/// <param name="Test">Of the images that are scored; null where this σ could not be the chosen one.</param>
public sealed record LikelihoodPoint(double Deviation, double? Validation, double? Test);
