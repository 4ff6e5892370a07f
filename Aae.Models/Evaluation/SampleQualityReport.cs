using System.Text.Json;

namespace Aae.Models.Evaluation;

/// <summary>What <see cref="SampleQuality"/> found.</summary>
public sealed record SampleQualityReport
{
    /// <summary>What to keep in mind with every figure.</summary>
    public const string Caveat =
        "Figures compare only under the same classifier, number of samples and images; the distance is no FID, which has another network.";

    /// <summary>What the samples are called.</summary>
    public required string Samples { get; init; }

    /// <summary>The number of samples.</summary>
    public required int SampleCount { get; init; }

    /// <summary>The images that they are compared with, as in "mnist/test".</summary>
    public required string Images { get; init; }

    /// <summary>The number of images.</summary>
    public required int ImageCount { get; init; }

    /// <summary>The Fréchet distance between features of samples and of images: 0 for the same law and endlessly many of both.</summary>
    public required double FrechetDistance { get; init; }

    /// <summary>The same of training images: about what a perfect sampler shows.</summary>
    public required double FrechetDistanceOfTrainingImages { get; init; }

    /// <summary>The number of these: as many as samples, or all where there are fewer.</summary>
    public required int TrainingImageCount { get; init; }

    /// <summary>The share of samples that look like images.</summary>
    public required double Precision { get; init; }

    /// <summary>The share of images that have samples that look like them.</summary>
    public required double Recall { get; init; }

    /// <summary>The number of samples, and of images, between which precision and recall are measured: the first ones of each.</summary>
    public required int NeighbourCount { get; init; }

    /// <summary>The classifier's error on the images: how far its features can be trusted.</summary>
    public required double ClassifierTestError { get; init; }

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportContext.Default.SampleQualityReport);
}
