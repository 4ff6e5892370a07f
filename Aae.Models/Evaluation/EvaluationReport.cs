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

    /// <summary>The share of codes whose nearest component of the prior is that of their label; only with a prior that has one for each class.</summary>
    public double? ComponentShare { get; init; }

    /// <summary>The held-out accuracy of a freshly trained discriminator.</summary>
    public required double FreshDiscriminatorAccuracy { get; init; }

    /// <summary>The figures with their names and meanings, for a table.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, double Value, string Meaning)> Rows =>
    [
        .. ClassificationError is { } error ? [("classification error", error, "share of images whose most probable class is not their label")] : ((string, double, string)[])[],
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
        .. ComponentShare is { } share ? [("on their component", share, "share of codes nearest to the prior's component of their label")] : ((string, double, string)[])[],
        ("fresh discriminator", FreshDiscriminatorAccuracy, "held-out accuracy: 0.5 for a match, 1 where codes and prior are apart"),
    ];

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportContext.Default.EvaluationReport);
}

/// <summary>Serialization code for reports, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class ReportContext : JsonSerializerContext;
