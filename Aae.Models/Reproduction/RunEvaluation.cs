using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core.Formats;
using Aae.Models.Evaluation;

namespace Aae.Models.Reproduction;

/// <summary>The file evaluation.json of a run: what was measured and drawn at its end. It is written last, so where it is, all is.</summary>
public sealed record RunEvaluation
{
    /// <summary>The version of the program that measured.</summary>
    public required string Version { get; init; }

    /// <summary>Epochs that the run had had.</summary>
    public required int Epochs { get; init; }

    /// <summary>The pictures, relative to the run's folder, in the order in which one would look at them.</summary>
    public required IReadOnlyList<string> Figures { get; init; }

    /// <summary>The measures on the test images; null of a model that encodes none.</summary>
    public EvaluationReport? Report { get; init; }

    /// <summary>The log-likelihoods of the test images, by the number of samples that were asked for.</summary>
    public IReadOnlyDictionary<long, LikelihoodReport> Likelihoods { get; init; } = new Dictionary<long, LikelihoodReport>();

    /// <summary>Samples held against test images on the features of a classifier; null if that is not measured.</summary>
    public SampleQualityReport? Quality { get; init; }

    /// <summary>The same with another log-likelihood.</summary>
    /// <param name="samples">The number of samples that were asked for.</param>
    /// <param name="report">What they gave.</param>
    internal RunEvaluation With(long samples, LikelihoodReport report) =>
        this with { Likelihoods = new Dictionary<long, LikelihoodReport>(Likelihoods) { [samples] = report } };

    /// <summary>Whether it is a measure of samples that has not been taken.</summary>
    internal bool Lacks(Measure measure) => measure.Samples is { } count && (measure.IsOfFeatures ? Quality is null : !Likelihoods.ContainsKey(count));

    /// <summary>Reads a file; null if it is not there or not of this version of the program.</summary>
    internal static RunEvaluation? Read(string path, string version)
    {
        try
        {
            RunEvaluation? read = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RunEvaluationContext.Default.RunEvaluation) : null;
            return read?.Version == version ? read : null;
        }
        catch (JsonException)
        {
            return null; // of another version, or damaged: measuring again costs little
        }
    }

    /// <summary>Writes the file.</summary>
    internal void Write(string path) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, RunEvaluationContext.Default.RunEvaluation) + "\n")));
}

/// <summary>Serialization code for evaluations of runs, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true)]
[JsonSerializable(typeof(RunEvaluation))]
internal sealed partial class RunEvaluationContext : JsonSerializerContext;
