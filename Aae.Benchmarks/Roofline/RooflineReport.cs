using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Cli.Output;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Roofline;

/// <summary>What one product reached.</summary>
/// <param name="Form">Which product of the layer.</param>
/// <param name="M">The layer's batch.</param>
/// <param name="K">The layer's inputs.</param>
/// <param name="N">The layer's outputs.</param>
/// <param name="Threads">Threads of either side.</param>
/// <param name="Gflops">The median of the rounds' rates.</param>
/// <param name="ShareOfPeak">The median of the rounds' ratios to the peak measured in the same round, on as many threads.</param>
/// <param name="RatioToOpenBlas">The same of OpenBLAS, which never adds a bias nor applies an activation; null where absent.</param>
internal sealed record RooflineRow(
    [property: JsonPropertyName("form")] string Form,
    [property: JsonPropertyName("m")] int M,
    [property: JsonPropertyName("k")] int K,
    [property: JsonPropertyName("n")] int N,
    [property: JsonPropertyName("threads")] int Threads,
    [property: JsonPropertyName("gflops")] double Gflops,
    [property: JsonPropertyName("share_of_peak")] double ShareOfPeak,
    [property: JsonPropertyName("ratio_to_openblas")] double? RatioToOpenBlas)
{
    /// <summary>The peak beside it, in GFLOP/s.</summary>
    [JsonIgnore]
    public double Peak { get; init; }

    /// <summary>The median of the rounds' ratios to the same product without bias and activation; null for bare products.</summary>
    [JsonIgnore]
    public double? RatioToBare { get; init; }
}

/// <summary>All rows of a run.</summary>
/// <param name="OpenBlas">File, version and kernels of the library compared with; null where absent.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RooflineReport(
    [property: JsonPropertyName("openblas"), JsonPropertyOrder(1)] string? OpenBlas,
    [property: JsonPropertyName("rows"), JsonPropertyOrder(2)] IReadOnlyList<RooflineRow> Rows)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The FMA peak in GFLOP/s on the first row's number of threads: one, unless the run was restricted to more.</summary>
    [JsonPropertyName("peak_gflops")]
    public double PeakGflops => Peak(Rows[0].Threads);

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>As a table under a few lines of facts.</summary>
    public void Write(Terminal terminal)
    {
        string peaks = string.Join(", ", Rows.Select(row => row.Threads).Distinct().Select(threads =>
            Invariant($"{Peak(threads):F1} GFLOP/s on {threads} thread{(threads == 1 ? "" : "s")}")));
        terminal.Results.WriteLine($"FMA peak ({InstructionSets.Current.ToString().ToLowerInvariant()}): {peaks}");
        terminal.Results.WriteLine($"OpenBLAS: {OpenBlas ?? "none"}");
        bool hasFused = Rows.Any(row => row.RatioToBare is not null);
        string[] headings = ["form", "m×k×n", "threads", "GFLOP/s", "% of peak", "× OpenBLAS", .. hasFused ? ["× bare"] : Array.Empty<string>()];
        Table.Write(terminal, headings, [.. Rows.Select(row => (string[])
        [
            row.Form,
            Invariant($"{row.M}×{row.K}×{row.N}"),
            Invariant($"{row.Threads}"),
            Invariant($"{row.Gflops:F1}"),
            Invariant($"{100 * row.ShareOfPeak:F1}"),
            Ratio(row.RatioToOpenBlas),
            .. hasFused ? [Ratio(row.RatioToBare)] : Array.Empty<string>(),
        ])]);
    }

    private double Peak(int threads) => InterleavedTiming.Median(Rows.Where(row => row.Threads == threads).Select(row => row.Peak));

    private static string Ratio(double? ratio) => ratio is { } value ? Invariant($"{value:F3}") : "-";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
