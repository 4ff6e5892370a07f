using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>How well clusters that were found without labels agree with the labels of test images.</summary>
/// <param name="Error">
/// The paper's figure (§6, table 3): the share of test images whose cluster's label is not theirs, where for each cluster i the
/// validation image with the largest q(y_i|x) gives its label to the whole cluster.
/// </param>
/// <param name="MajorityError">The same share where the labels of clusters are voted by all validation images; not the paper's figure.</param>
/// <param name="NormalizedMutualInformation">Of test images; uses no cluster's label. See <see cref="PartitionAgreement"/>.</param>
/// <param name="AdjustedRandIndex">Likewise.</param>
/// <param name="Labels">The label of each cluster by the paper's protocol.</param>
public sealed record ClusteringQuality(
    double Error, double MajorityError, double NormalizedMutualInformation, double AdjustedRandIndex, IReadOnlyList<int> Labels)
{
    /// <summary>Measures. A test image belongs to its most probable cluster.</summary>
    /// <param name="validation">q(y|x) of the images that label the clusters [m, clusters], m of 1 or more.</param>
    /// <param name="validationLabels">Their m labels.</param>
    /// <param name="test">q(y|x) of the images that are judged [n, clusters], n of 1 or more.</param>
    /// <param name="testLabels">Their n labels.</param>
    /// <exception cref="AaeException">A shape does not fit, or a probability is not finite.</exception>
    public static ClusteringQuality Measure(
        Tensor validation, ReadOnlySpan<byte> validationLabels, Tensor test, ReadOnlySpan<byte> testLabels)
    {
        if (validation.Shape.Columns != test.Shape.Columns)
        {
            throw new AaeException($"probabilities {validation.Shape} of validation and {test.Shape} of test images differ in their number of clusters");
        }

        Samples.RequireFinite(test, "probabilities");
        int[] labels = ClusterLabels.ByMostProbableImage(validation, validationLabels);
        ConfusionMatrix counts = ConfusionMatrix.Count(testLabels, ClusterLabels.MostProbable(test), byte.MaxValue + 1, test.Shape.Columns);
        return new ClusteringQuality(
            counts.ErrorOf(labels),
            counts.ErrorOf(ClusterLabels.ByMajority(validation, validationLabels)),
            PartitionAgreement.NormalizedMutualInformation(counts),
            PartitionAgreement.AdjustedRandIndex(counts),
            labels);
    }
}
