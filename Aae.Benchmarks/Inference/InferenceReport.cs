using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Cli.Output;

namespace Aae.Benchmarks.Inference;

/// <summary>A batch through a network.</summary>
/// <param name="Direction">encode or decode.</param>
/// <param name="Rows">Images of the batch.</param>
/// <param name="Milliseconds">The median time.</param>
/// <param name="Gflops">Operations of the products per second at the median, in 10⁹; a multiply-add counts two.</param>
/// <param name="PeakGflops">The median of the peaks beside it.</param>
/// <param name="ShareOfPeak">The median of the ratios.</param>
internal sealed record BatchCost(
    [property: JsonPropertyName("direction")] string Direction,
    [property: JsonPropertyName("batch")] int Rows,
    [property: JsonPropertyName("ms")] double Milliseconds,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("peak_gflops")] double PeakGflops,
    [property: JsonPropertyName("share_of_peak")] double ShareOfPeak);

/// <summary>One image through a network.</summary>
/// <param name="Direction">encode or decode.</param>
/// <param name="Calls">How many were timed.</param>
/// <param name="Median">The median time in milliseconds.</param>
/// <param name="P99">99 of 100 are as fast, in milliseconds.</param>
/// <param name="Gigabytes">Bytes of weights over the median time, in 10⁹ a second.</param>
/// <param name="ReadGigabytes">The same of a loop that reads the weights and does nothing else.</param>
/// <param name="ShareOfRead">The loop's median time over the network's.</param>
internal sealed record ImageCost(
    [property: JsonPropertyName("direction")] string Direction,
    [property: JsonPropertyName("calls")] int Calls,
    [property: JsonPropertyName("median_ms")] double Median,
    [property: JsonPropertyName("p99_ms")] double P99,
    [property: JsonPropertyName("gb_per_s")] double Gigabytes,
    [property: JsonPropertyName("read_gb_per_s")] double ReadGigabytes,
    [property: JsonPropertyName("share_of_read")] double ShareOfRead);

/// <summary>What a model's users wait for.</summary>
internal sealed record InferenceReport(
    [property: JsonPropertyName("recipe")] string Recipe,
    [property: JsonPropertyName("instruction_set")] string InstructionSet,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("batches")] IReadOnlyList<BatchCost> Batches,
    [property: JsonPropertyName("images")] IReadOnlyList<ImageCost> Images)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>As two tables.</summary>
    public void Write(Terminal terminal)
    {
        terminal.Results.WriteLine(Invariant($"{Recipe}; {Threads} thread{(Threads == 1 ? "" : "s")}, {InstructionSet}; FMA peak {Batches[0].PeakGflops:F1} GFLOP/s"));
        Table.Write(terminal, ["batch", "ms", "GFLOP/s", "% of peak"], [.. Batches.Select(cost => new[]
        {
            Invariant($"{cost.Direction} {cost.Rows}"),
            Invariant($"{cost.Milliseconds:F2}"),
            Invariant($"{cost.Gflops:F1}"),
            Invariant($"{100 * cost.ShareOfPeak:F1}"),
        })]);
        Table.Write(terminal, ["one image", "median ms", "p99 ms", "GB/s", "plain read GB/s", "% of read"], [.. Images.Select(cost => new[]
        {
            cost.Direction,
            Invariant($"{cost.Median:F3}"),
            Invariant($"{cost.P99:F3}"),
            Invariant($"{cost.Gigabytes:F1}"),
            Invariant($"{cost.ReadGigabytes:F1}"),
            Invariant($"{100 * cost.ShareOfRead:F0}"),
        })]);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
