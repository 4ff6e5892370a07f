using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aae.Models.Evaluation;

/// <summary>What <see cref="ModelEvaluation"/> found.</summary>
public sealed record EvaluationReport
{
    /// <summary>The images, as in "mnist/test".</summary>
    public required string Images { get; init; }

    /// <summary>The number of images.</summary>
    public required int Count { get; init; }

    /// <summary>½ squared error summed over pixels, mean over images.</summary>
    public required double ReconstructionHalfSquared { get; init; }

    /// <summary>Squared error, mean over pixels and images.</summary>
    public required double ReconstructionMeanSquared { get; init; }

    /// <summary>The share of images whose most probable class is not their label; only of a model that learned from labels.</summary>
    public double? ClassificationError { get; init; }

    /// <summary>The share of codes that are nearest to the prior's component of their label; only where the prior has a component for each class.</summary>
    public double? ComponentShare { get; init; }

    /// <summary>By the paper's protocol, where the validation image with the largest q(y_i|x) names cluster i; only of a model with clusters.</summary>
    public double? ClusteringError { get; init; }

    /// <summary>The same where each cluster is named by a majority of the validation images in it.</summary>
    public double? ClusteringMajorityError { get; init; }

    /// <summary>Between clusters and labels, normalized by the arithmetic mean of the entropies.</summary>
    public double? NormalizedMutualInformation { get; init; }

    /// <summary>Between clusters and labels.</summary>
    public double? AdjustedRandIndex { get; init; }

    /// <summary>The label of each cluster by the paper's protocol.</summary>
    public IReadOnlyList<int>? ClusterLabels { get; init; }

    /// <summary>The error of a linear classifier on z alone, trained on the training images with all their labels; only of a model whose class is apart from z.</summary>
    public double? LinearProbeError { get; init; }

    /// <summary>What always guessing the most frequent label gives instead.</summary>
    public double? LinearProbeChance { get; init; }

    /// <summary>Images by label (rows) and by class or cluster (columns); only of a model with a part y.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? ConfusionMatrix { get; init; }

    /// <summary>MMD² between codes and prior, unbiased.</summary>
    public required double Mmd { get; init; }

    /// <summary>The standard deviation that <see cref="Mmd"/> would have if codes and prior did not differ.</summary>
    public required double MmdNullDeviation { get; init; }

    /// <summary>The sliced Wasserstein distance between codes and prior.</summary>
    public required double SlicedWasserstein { get; init; }

    /// <summary>The same between two independent samples of the prior: what a perfect match would show.</summary>
    public required double SlicedWassersteinOfPrior { get; init; }

    /// <summary>The distance of the means, in deviations of the prior.</summary>
    public required double MeanDistance { get; init; }

    /// <summary>The relative Frobenius distance of the covariances.</summary>
    public required double CovarianceDistance { get; init; }

    /// <summary>The least standard deviation of a code's dimension, in deviations of the prior.</summary>
    public required double SmallestDeviation { get; init; }

    /// <summary>The greatest standard deviation of a code's dimension, in deviations of the prior.</summary>
    public required double LargestDeviation { get; init; }

    /// <summary>The held-out accuracy of a freshly trained discriminator.</summary>
    public required double FreshDiscriminatorAccuracy { get; init; }

    /// <summary>The figures with their names and meanings, for a table.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, double Value, string Meaning)> Rows =>
    [
        .. Row("classification error", ClassificationError, "share of images whose most probable class is not their label"),
        .. Row("on their component", ComponentShare, "share of codes nearest to the prior's component of their label"),
        .. Row("clustering error", ClusteringError, "by the paper's protocol: the validation image with the largest q(y|x) names a cluster"),
        .. Row("  by majority vote", ClusteringMajorityError, "most validation images in a cluster name it"),
        .. Row("NMI", NormalizedMutualInformation, "of clusters and labels, by the mean of the entropies: 1 for the same, 0 for independent"),
        .. Row("adjusted Rand index", AdjustedRandIndex, "of clusters and labels: 1 for the same, 0 for chance"),
        .. Row("linear probe on z", LinearProbeError, "error of a linear classifier: near chance where the style says nothing of the class"),
        .. Row("  chance", LinearProbeChance, "error of always guessing the most frequent label"),
        ("reconstruction error", ReconstructionHalfSquared, "½ squared error summed over pixels, mean over images"),
        ("  per pixel", ReconstructionMeanSquared, "squared error, mean over pixels and images"),
        ("MMD²", Mmd, "codes against the prior, unbiased: around 0 for a match"),
        ("  deviation for a match", MmdNullDeviation, "above about three of these MMD² shows a mismatch"),
        ("sliced Wasserstein", SlicedWasserstein, "codes against the prior, in the unit of the codes"),
        ("  of two prior samples", SlicedWassersteinOfPrior, "what a perfect match would show"),
        ("distance of means", MeanDistance, "in deviations of the prior: 0 for a match"),
        ("distance of covariances", CovarianceDistance, "relative, Frobenius norm: 0 for a match"),
        ("smallest deviation", SmallestDeviation, "of a dimension of the code, in deviations of the prior: 1 for a match"),
        ("largest deviation", LargestDeviation, "likewise"),
        ("fresh discriminator", FreshDiscriminatorAccuracy, "held-out accuracy: 0.5 for a match, 1 where codes and prior are apart"),
    ];

    private static IEnumerable<(string Name, double Value, string Meaning)> Row(string name, double? value, string meaning) =>
        value is { } measured ? [(name, measured, meaning)] : [];

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportContext.Default.EvaluationReport);
}

/// <summary>Serialization code for reports, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(SampleQualityReport))]
internal sealed partial class ReportContext : JsonSerializerContext;
