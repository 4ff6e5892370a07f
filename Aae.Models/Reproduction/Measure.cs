using System.Globalization;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>One of the numbers that are measured of a model, and how it is shown.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Of">The number; null where there is none.</param>
/// <param name="IsShare">Whether it is a share of images, shown in per cent.</param>
public sealed record Measure(string Name, Func<RunEvaluation, double?> Of, bool IsShare = false)
{
    /// <summary>The log-likelihood of test images by 10 000 samples (paper, table 1).</summary>
    public static Measure LogLikelihood { get; } = OfSamples("log-likelihood, 10 K samples", 10_000);

    /// <summary>The same by ten million samples.</summary>
    public static Measure LogLikelihoodOfTenMillion { get; } = OfSamples("log-likelihood, 10 M samples", 10_000_000);

    /// <summary>The distance between samples and test images on the features of a classifier.</summary>
    public static Measure FrechetDistance { get; } = OfFeatures("Fréchet distance on classifier features", report => report.FrechetDistance);

    /// <summary>The share of samples that look like images, on the same features.</summary>
    public static Measure Precision { get; } = OfFeatures("  precision", report => report.Precision) with { IsShare = true };

    /// <summary>The share of images that have samples that look like them.</summary>
    public static Measure Recall { get; } = OfFeatures("  recall", report => report.Recall) with { IsShare = true };

    /// <summary>The share of test images whose most probable class is not their label, after the last epoch.</summary>
    public static Measure TestError { get; } = ShareOf("test error", report => report.ClassificationError);

    /// <summary>The share of test codes that lie nearest to the component of their own class.</summary>
    public static Measure ComponentShare { get; } = ShareOf("on the class's component", report => report.ComponentShare);

    /// <summary>The error of clusters by the paper's protocol: the validation image with the largest q(y_i|x) names cluster i.</summary>
    public static Measure ClusteringError { get; } = ShareOf("test error", report => report.ClusteringError);

    /// <summary>The error of clusters that the majority of the validation images in them names.</summary>
    public static Measure MajorityError { get; } = ShareOf("  by majority vote", report => report.ClusteringMajorityError);

    /// <summary>Of clusters and labels.</summary>
    public static Measure MutualInformation { get; } = OfReport("NMI", report => report.NormalizedMutualInformation);

    /// <summary>Of clusters and labels.</summary>
    public static Measure RandIndex { get; } = OfReport("adjusted Rand index", report => report.AdjustedRandIndex);

    /// <summary>The error of a linear classifier on z alone.</summary>
    public static Measure LinearProbe { get; } = ShareOf("linear probe on z, error", report => report.LinearProbeError);

    /// <summary>What guessing gives instead.</summary>
    public static Measure LinearProbeChance { get; } = ShareOf("  chance", report => report.LinearProbeChance);

    /// <summary>½ squared error summed over pixels.</summary>
    public static Measure Reconstruction { get; } = OfReport("reconstruction error", report => report.ReconstructionHalfSquared);

    /// <summary>MMD² between held-out codes and the prior.</summary>
    public static Measure Mmd { get; } = OfReport("MMD² to the prior", report => report.Mmd);

    /// <summary>The sliced Wasserstein distance between held-out codes and the prior.</summary>
    public static Measure SlicedWasserstein { get; } = OfReport("sliced Wasserstein", report => report.SlicedWasserstein);

    /// <summary>The accuracy of a discriminator that is trained afresh on held-out codes.</summary>
    public static Measure FreshDiscriminator { get; } = ShareOf("fresh discriminator", report => report.FreshDiscriminatorAccuracy);

    /// <summary>How well codes match the prior.</summary>
    public static IReadOnlyList<Measure> PriorMatch { get; } = [Mmd, SlicedWasserstein, FreshDiscriminator];

    /// <summary>The number of samples of which it is taken; null of a measure of something else.</summary>
    public long? Samples { get; private init; }

    /// <summary>Whether it is taken of samples on the features of a classifier.</summary>
    internal bool IsOfFeatures { get; private init; }

    /// <summary>The error that one run alone knows of its number, over the test images; null where it knows none.</summary>
    public Func<RunEvaluation, double?>? ErrorOf { get; private init; }

    /// <summary>How good samples are, beside the log-likelihood that misleads.</summary>
    public static IReadOnlyList<Measure> OfQuality { get; } = [FrechetDistance, Precision, Recall];

    /// <summary>What a number is multiplied by to be shown: shares are shown in per cent.</summary>
    public double Unit => IsShare ? 100 : 1;

    /// <summary>
    /// The numbers of one run or more, in the unit in which they are shown: their mean and its standard error, which of one run is what
    /// that run knows of its own error, if it does. Null if none of the runs has the number.
    /// </summary>
    /// <param name="runs">What was measured of each.</param>
    public MetricSummary? Summarize(IEnumerable<RunEvaluation> runs)
    {
        (double Value, double? Error)[] numbers = [.. from run in runs let value = Of(run) where value is not null select (Unit * value.Value, Unit * ErrorOf?.Invoke(run))];
        return numbers switch
        {
            [] => null,
            [var one] => MetricSummary.Of(Name, [one.Value]) with { StandardError = one.Error },
            _ => MetricSummary.Of(Name, [.. numbers.Select(number => number.Value)]),
        };
    }

    /// <summary>A mean and its error as a person reads them.</summary>
    public string Show(MetricSummary ours) => Show(ours.Mean, ours.StandardError);

    /// <summary>A number of the paper, with a question mark where it is only recalled.</summary>
    public string Show(PaperValue paper) => Show(paper.Value, paper.Error) + (paper.IsConfirmed ? "" : " ?");

    private static Measure OfReport(string name, Func<EvaluationReport, double?> of) =>
        new(name, evaluation => evaluation.Report is { } report ? of(report) : null);

    private static Measure ShareOf(string name, Func<EvaluationReport, double?> of) => OfReport(name, of) with { IsShare = true };

    private static Measure OfSamples(string name, long samples) => new(name, evaluation => evaluation.Likelihoods.GetValueOrDefault(samples)?.LogLikelihood)
    {
        Samples = samples,
        ErrorOf = evaluation => evaluation.Likelihoods.GetValueOrDefault(samples)?.StandardError,
    };

    private static Measure OfFeatures(string name, Func<SampleQualityReport, double> of) =>
        new(name, evaluation => evaluation.Quality is { } quality ? of(quality) : null) { Samples = 10_000, IsOfFeatures = true };

    private string Show(double value, double? error)
    {
        (string number, string itsError, string unit) = IsShare ? ("F2", "F2", " %") : ErrorOf is not null ? ("0.#", "0.#", "") : ("G4", "G2", "");
        return $"{Text(value, number)}{(error is { } known ? $" ± {Text(known, itsError)}" : "")}{unit}";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>A measure of an experiment and what the paper says of it.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Paper">The paper's number; null where it gives none.</param>
public sealed record MeasureInPaper(Measure Measure, PaperValue? Paper = null);
