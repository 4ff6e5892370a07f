using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Aae.Models.Variants;

namespace Aae.Models.Training;

/// <summary>What is known of a run after an epoch: a line of metrics.jsonl.</summary>
public sealed record EpochMetrics
{
    /// <summary>Epochs done, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done since the beginning.</summary>
    public required ulong Step { get; init; }

    /// <summary>The mean loss over the epoch's images of each phase that ran.</summary>
    public required IReadOnlyDictionary<string, double> Loss { get; init; }

    /// <summary>½ squared error summed over pixels, mean over the validation images; only where there is an encoder.</summary>
    public double? ValidationReconstruction { get; init; }

    /// <summary>
    /// The share of validation images whose most probable class is not their label; only where the model learns from labels.
    /// </summary>
    public double? ValidationError { get; init; }

    /// <summary>The same of the test images: to be reported, and never chosen by.</summary>
    public double? TestError { get; init; }

    /// <summary>
    /// The share of validation images whose codes are nearest to the prior's component of their label; only where labels regularize
    /// the codes.
    /// </summary>
    public double? ValidationComponentShare { get; init; }

    /// <summary>
    /// The sliced Wasserstein distance between the codes of the validation images and as many samples of the prior, of the first 500
    /// where the prior is a Markov chain; without an encoder between the first 2000 of these images and as many samples of the model.
    /// </summary>
    public required double ValidationSlicedWasserstein { get; init; }

    /// <summary>The factor on all learning rates, where the run diverged and went back; else null.</summary>
    public double? RateScale { get; init; }

    /// <summary>Seconds spent on the epoch's steps in this process.</summary>
    public required double Seconds { get; init; }

    /// <summary>The numbers that tell of a model, on the validation and the test images: not the losses, nor times and rates.</summary>
    internal static IReadOnlyList<JsonPropertyInfo> Measures { get; } =
    [
        .. MetricsContext.Default.EpochMetrics.Properties.Where(property =>
            (property.PropertyType == typeof(double) || property.PropertyType == typeof(double?)) && property.Name is not ("seconds" or "rateScale")),
    ];

    /// <summary>Those by which a model may be chosen: what a test measures chooses nothing.</summary>
    internal static IReadOnlyList<JsonPropertyInfo> Choosing { get; } =
        [.. Measures.Where(property => !property.Name.StartsWith("test", StringComparison.Ordinal))];

    /// <summary>Those of them that the runs of a model have.</summary>
    internal static IReadOnlyList<JsonPropertyInfo> ChoosingOf(AdversarialAutoencoder model) =>
    [
        .. Choosing.Where(property => property.Name switch
        {
            "validationReconstruction" => model.HasEncoder,
            "validationError" => model.Classified is not null,
            "validationComponentShare" => model.Components is not null,
            _ => true,
        }),
    ];

    /// <summary>The line of JSON.</summary>
    internal string ToLine() => JsonSerializer.Serialize(this, MetricsContext.Default.EpochMetrics);

    /// <summary>Reads a line; null if it is not whole, as after a power failure.</summary>
    internal static EpochMetrics? FromLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MetricsContext.Default.EpochMetrics);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Serialization code for metrics, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EpochMetrics))]
internal sealed partial class MetricsContext : JsonSerializerContext;
