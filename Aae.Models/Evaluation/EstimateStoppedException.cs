namespace Aae.Models.Evaluation;

/// <summary>An estimate of a log-likelihood was stopped, and what its samples gave is saved where it has a folder for its state.</summary>
/// <param name="samples">The samples that have met the test images.</param>
public sealed class EstimateStoppedException(long samples) : OperationCanceledException
{
    /// <summary>The samples that have met the test images.</summary>
    public long Samples { get; } = samples;
}
