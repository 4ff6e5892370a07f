using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aae.Benchmarks.Reporting;
using Aae.Cli.Output;

namespace Aae.Benchmarks.Training;

/// <summary>What a training step, or a phase of it, costs.</summary>
/// <param name="Phase">The phase; "minibatch" is the gather, the sums of the losses and all else around the phases.</param>
/// <param name="Milliseconds">The median over steps.</param>
/// <param name="Gflop">Operations of its products, in 10⁹; a multiply-add counts two.</param>
/// <param name="Gflops">Operations per second, in 10⁹.</param>
/// <param name="ShareOfPeak">The median over steps of the rate over the peak measured right before the step.</param>
internal sealed record PhaseCost(
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("ms_per_step")] double Milliseconds,
    [property: JsonPropertyName("gflop_per_step")] double Gflop,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("share_of_peak")] double ShareOfPeak)
{
    public static PhaseCost Of(string phase, TimeSeries series) =>
        new(phase, 1e3 * series.Seconds, series.Operations / 1e9, series.Operations / 1e9 / series.Seconds, series.ShareOfPeak);
}

/// <summary>Another implementation's step.</summary>
/// <param name="Command">What was run.</param>
/// <param name="Milliseconds">The median over the rounds.</param>
/// <param name="OurMilliseconds">Ours in the same rounds.</param>
/// <param name="Ratio">The median over the rounds of their time over ours: above 1 ours is faster.</param>
/// <param name="Rounds">How many.</param>
/// <param name="Says">All that its last run printed.</param>
internal sealed record PeerCost(
    [property: JsonPropertyName("command")] string Command,
    [property: JsonPropertyName("ms_per_step")] double Milliseconds,
    [property: JsonPropertyName("our_ms_per_step")] double OurMilliseconds,
    [property: JsonPropertyName("ratio")] double Ratio,
    [property: JsonPropertyName("rounds")] int Rounds,
    [property: JsonPropertyName("says")] JsonNode Says);

/// <summary>What the step of a recipe costs.</summary>
internal sealed record StepReport
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [JsonPropertyName("recipe")]
    public required string Recipe { get; init; }

    [JsonPropertyName("data")]
    public required string Data { get; init; }

    [JsonPropertyName("instruction_set")]
    public required string InstructionSet { get; init; }

    [JsonPropertyName("threads")]
    public required int Threads { get; init; }

    [JsonPropertyName("steps")]
    public required int Steps { get; init; }

    [JsonPropertyName("ms_per_step")]
    public required double Milliseconds { get; init; }

    [JsonPropertyName("gflop_per_step")]
    public required double Gflop { get; init; }

    [JsonPropertyName("gflops")]
    public required double Gflops { get; init; }

    [JsonPropertyName("peak_gflops")]
    public required double PeakGflops { get; init; }

    [JsonPropertyName("share_of_peak")]
    public required double ShareOfPeak { get; init; }

    [JsonPropertyName("allocated_bytes_per_step")]
    public required double AllocatedBytes { get; init; }

    [JsonPropertyName("phases")]
    public required IReadOnlyList<PhaseCost> Phases { get; init; }

    [JsonPropertyName("peer")]
    public PeerCost? Peer { get; init; }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>As a table between lines of facts.</summary>
    public void Write(Terminal terminal)
    {
        TextWriter results = terminal.Results;
        results.WriteLine(Invariant($"{Recipe} on {Data}; {Threads} thread{(Threads == 1 ? "" : "s")}, {InstructionSet}; FMA peak {PeakGflops:F1} GFLOP/s"));
        PhaseCost whole = new("step", Milliseconds, Gflop, Gflops, ShareOfPeak);
        Table.Write(terminal, ["phase", "ms", "GFLOP", "GFLOP/s", "% of peak"], [.. Phases.Append(whole).Select(Row)]);
        results.WriteLine(Invariant($"{AllocatedBytes:0.###} bytes allocated a step; medians over {Steps} steps"));
        if (Peer is { } peer)
        {
            results.WriteLine(Invariant($"{peer.Command}: {peer.Milliseconds:F2} ms, ours beside it {peer.OurMilliseconds:F2} ms; theirs takes {peer.Ratio:F2} times as long (median of {peer.Rounds} rounds)"));
            results.WriteLine(peer.Says.ToJsonString(new JsonSerializerOptions { Encoder = _json.Encoder }));
        }
    }

    private static string[] Row(PhaseCost cost) =>
    [
        cost.Phase,
        Invariant($"{cost.Milliseconds:F2}"),
        Invariant($"{cost.Gflop:F4}"),
        Invariant($"{cost.Gflops:F1}"),
        Invariant($"{100 * cost.ShareOfPeak:F1}"),
    ];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
