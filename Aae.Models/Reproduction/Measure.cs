using System.Globalization;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>One of the numbers of an evaluation, and how it is shown.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Of">The number of an evaluation; null where it has none.</param>
/// <param name="IsShare">Whether it is a share of images, shown in per cent.</param>
public sealed record Measure(string Name, Func<EvaluationReport, double?> Of, bool IsShare = false)
{
    /// <summary>The share of test images whose most probable class is not their label, after the last epoch.</summary>
    public static Measure TestError { get; } = new("test error", report => report.ClassificationError, IsShare: true);

    /// <summary>The share of test codes that lie nearest to the component of their own class.</summary>
    public static Measure ComponentShare { get; } = new("on the class's component", report => report.ComponentShare, IsShare: true);

    /// <summary>The error of clusters by the paper's protocol: the validation image with the largest q(y_i|x) names cluster i.</summary>
    public static Measure ClusteringError { get; } = new("test error", report => report.ClusteringError, IsShare: true);

    /// <summary>The error of clusters that the majority of the validation images in them names.</summary>
    public static Measure MajorityError { get; } = new("  by majority vote", report => report.ClusteringMajorityError, IsShare: true);

    /// <summary>Of clusters and labels.</summary>
    public static Measure MutualInformation { get; } = new("NMI", report => report.NormalizedMutualInformation);

    /// <summary>Of clusters and labels.</summary>
    public static Measure RandIndex { get; } = new("adjusted Rand index", report => report.AdjustedRandIndex);

    /// <summary>The error of a linear classifier on z alone.</summary>
    public static Measure LinearProbe { get; } = new("linear probe on z, error", report => report.LinearProbeError, IsShare: true);

    /// <summary>What guessing gives instead.</summary>
    public static Measure LinearProbeChance { get; } = new("  chance", report => report.LinearProbeChance, IsShare: true);

    /// <summary>½ squared error summed over pixels.</summary>
    public static Measure Reconstruction { get; } = new("reconstruction error", report => report.ReconstructionHalfSquared);

    /// <summary>MMD² between held-out codes and the prior.</summary>
    public static Measure Mmd { get; } = new("MMD² to the prior", report => report.Mmd);

    /// <summary>The sliced Wasserstein distance between held-out codes and the prior.</summary>
    public static Measure SlicedWasserstein { get; } = new("sliced Wasserstein", report => report.SlicedWasserstein);

    /// <summary>The accuracy of a discriminator that is trained afresh on held-out codes.</summary>
    public static Measure FreshDiscriminator { get; } = new("fresh discriminator", report => report.FreshDiscriminatorAccuracy, IsShare: true);

    /// <summary>How well codes match the prior.</summary>
    public static IReadOnlyList<Measure> PriorMatch { get; } = [Mmd, SlicedWasserstein, FreshDiscriminator];

    /// <summary>What a number is multiplied by to be shown: shares are shown in per cent.</summary>
    public double Unit => IsShare ? 100 : 1;

    /// <summary>Numbers of one run or more, in the unit in which they are shown.</summary>
    /// <param name="values">Numbers as <see cref="Of"/> gives them.</param>
    public MetricSummary Summarize(IEnumerable<double> values) => MetricSummary.Of(Name, [.. values.Select(value => Unit * value)]);

    /// <summary>A mean and its error as a person reads them.</summary>
    public string Show(MetricSummary ours) => Show(ours.Mean, ours.StandardError);

    /// <summary>A number of the paper, with a question mark where it is only recalled.</summary>
    public string Show(PaperValue paper) => Show(paper.Value, paper.Error) + (paper.IsConfirmed ? "" : " ?");

    private string Show(double value, double? error) => IsShare
        ? $"{Text(value, "F2")}{(error is { } share ? $" ± {Text(share, "F2")}" : "")} %"
        : $"{Text(value, "G4")}{(error is { } number ? $" ± {Text(number, "G2")}" : "")}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>A measure of an experiment and what the paper says of it.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Paper">The paper's number; null where it gives none.</param>
public sealed record MeasureInPaper(Measure Measure, PaperValue? Paper = null);
