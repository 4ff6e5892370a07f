using System.Globalization;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using BenchmarkDotNet.Reports;

namespace Aae.Benchmarks.Reporting;

/// <summary>
/// The FMA peak as each benchmark's own process measures it right before and right after its runs, so that share and rate
/// come from the same clock and the same neighbours.
/// </summary>
internal static class MeasuredPeak
{
    private const string Mark = "// FmaPeak ";

    /// <summary>Measures the peak and says it on the process's output, where the report finds it.</summary>
    public static void Tell(WorkerTeam team) =>
        Console.WriteLine(Mark + FmaPeak.Measure(team).ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The greatest peak that a benchmark's process told, in GFLOP/s; NaN if none.</summary>
    public static double Of(BenchmarkReport report) => report.ExecuteResults
        .SelectMany(result => result.PrefixedLines.Concat(result.StandardOutput ?? [])) // in-process runs have no output of their own
        .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
        .Select(line => double.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture))
        .DefaultIfEmpty(double.NaN)
        .Max();
}
