using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aae.Models.Training;

/// <summary>What runs of one recipe under several seeds gave: of each measure at their ends the mean and its standard error.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Runs">The runs, one for each seed.</param>
public sealed record SeedSummary(string Recipe, IReadOnlyList<SeedRun> Runs)
{
    /// <summary>The measures that all runs have.</summary>
    public IReadOnlyList<MetricSummary> Metrics { get; } =
    [
        .. EpochMetrics.Measures
            .Select(measure => (measure.Name, Values: Runs.Select(run => run.Metrics is null ? null : (double?)measure.Get!(run.Metrics)).ToArray()))
            .Where(measure => Array.TrueForAll(measure.Values, value => value is not null))
            .Select(measure => MetricSummary.Of(measure.Name, [.. measure.Values.Select(value => value!.Value)])),
    ];

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SeedSummaryContext.Default.SeedSummary);
}

/// <summary>A run of several that differ in the seed.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Run">Its folder.</param>
/// <param name="Metrics">What was measured after its last epoch; null if no epoch came to its end.</param>
public sealed record SeedRun(ulong Seed, string Run, EpochMetrics? Metrics);

/// <summary>A measure over several runs.</summary>
/// <param name="Name">Its name in metrics.jsonl.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">The standard error of the mean, s/√n with s² = Σ(x − mean)²/(n − 1); null of one run, which tells nothing of it.</param>
/// <param name="Values">The values, run by run.</param>
public sealed record MetricSummary(string Name, double Mean, double? StandardError, IReadOnlyList<double> Values)
{
    /// <summary>Summarizes values.</summary>
    /// <param name="name">The measure's name.</param>
    /// <param name="values">One or more.</param>
    public static MetricSummary Of(string name, IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return new MetricSummary(
            name,
            mean,
            values.Count == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count),
            values);
    }
}

/// <summary>Serialization code for summaries, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(SeedSummary))]
internal sealed partial class SeedSummaryContext : JsonSerializerContext;
