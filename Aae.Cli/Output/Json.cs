using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core.Data;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Cli.Output;

/// <summary>Results as indented JSON.</summary>
internal static class Json
{
    // Only <, > and & would need escapes besides, and this is no web page.
    private static readonly JsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });

    public static string Of<T>(T result) => JsonSerializer.Serialize(result, typeof(T), Context);
}

/// <summary>What aae train --json prints.</summary>
internal sealed record TrainingResult(
    string Run,
    int Epochs,
    ulong Steps,
    string Ended,
    EpochMetrics? Metrics,
    IReadOnlyList<string> Figures,
    double Seconds,
    long PeakMemoryBytes,
    CheckpointTimes Checkpoints,
    IReadOnlyList<ProfileLine>? Profile);

/// <summary>What aae reproduce --json prints.</summary>
internal sealed record ReproductionSummary(string Report, IReadOnlyList<ReproducedExperiment> Experiments);

/// <summary>An experiment of aae reproduce --json: the data set of the paper's numbers, beside that which each model of ours has.</summary>
internal sealed record ReproducedExperiment(
    string Name, string Section, string Title, string PaperData, IReadOnlyList<ReproducedModel> Models, IReadOnlyList<ReproducedSamples> References, IReadOnlyList<string> Charts);

/// <summary>A model of an experiment: its data set, where its numbers are from, the pictures that the report shows of it, and what failed.</summary>
internal sealed record ReproducedModel(
    string Label,
    string Data,
    string From,
    IReadOnlyList<string> Runs,
    IReadOnlyList<ReproducedMeasure> Measures,
    IReadOnlyList<string> Pictures,
    IReadOnlyList<string> Failures);

/// <summary>Samples that no model made, beside those of an experiment's models.</summary>
internal sealed record ReproducedSamples(string Label, string Data, IReadOnlyList<ReproducedMeasure> Measures);

/// <summary>A measure: the paper's number and ours, the mean over runs and its standard error.</summary>
internal sealed record ReproducedMeasure(
    string Name, string Unit, double? Paper, double? PaperError, bool? PaperConfirmed, double? Ours, double? OursError, IReadOnlyList<double> Values);

/// <summary>What aae likelihood --json prints.</summary>
internal sealed record LikelihoodResult(IReadOnlyList<LikelihoodReport> Rows, double PeakGflops, double ShareOfPeak, string? Figure, string Caveat);

/// <summary>What aae quality --json prints.</summary>
internal sealed record QualityResult(IReadOnlyList<SampleQualityReport> Rows, string Caveat);

/// <summary>An image in what aae classify prints.</summary>
internal sealed record ClassifiedImage(int Index, int Label, IReadOnlyList<float> Probabilities);

/// <summary>An image in what aae cluster prints.</summary>
internal sealed record ClusteredImage(int Index, int Cluster, IReadOnlyList<float> Probabilities);

/// <summary>A line of aae recipes --json.</summary>
internal sealed record RecipeSummary(string Name, string About, string Data, int Epochs);

/// <summary>What aae data fetch --json prints.</summary>
internal sealed record FetchResult(string Name, string Folder, IReadOnlyList<FetchedFile> Files);

/// <summary>What aae info --json prints.</summary>
internal sealed record MachineInfo
{
    public required string Version { get; init; }

    public required string Runtime { get; init; }

    public required string System { get; init; }

    public required string Cpu { get; init; }

    public required string InstructionSet { get; init; }

    public required int PhysicalCores { get; init; }

    public required int LogicalCores { get; init; }

    public required int Threads { get; init; }

    public required int L1DataBytes { get; init; }

    public required int L2Bytes { get; init; }

    public required int L3Bytes { get; init; }

    public required int L3SharedBy { get; init; }

    public required string CacheSource { get; init; }

    public required long MemoryBytes { get; init; }

    public required long AvailableMemoryBytes { get; init; }

    public required double FmaPeakOneThread { get; init; }

    public required double FmaPeakAllThreads { get; init; }

    public required string DataFolder { get; init; }
}

/// <summary>Serialization code for results, generated at build time.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(TrainingResult))]
[JsonSerializable(typeof(ReproductionSummary))]
[JsonSerializable(typeof(LikelihoodResult))]
[JsonSerializable(typeof(QualityResult))]
[JsonSerializable(typeof(IReadOnlyList<RecipeSummary>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetInfo>))]
[JsonSerializable(typeof(FetchResult))]
[JsonSerializable(typeof(IEnumerable<ClassifiedImage>))]
[JsonSerializable(typeof(IEnumerable<ClusteredImage>))]
[JsonSerializable(typeof(MachineInfo))]
internal sealed partial class JsonContext : JsonSerializerContext;
