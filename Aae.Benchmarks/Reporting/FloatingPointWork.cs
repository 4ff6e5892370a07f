using System.Globalization;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Aae.Benchmarks.Reporting;

/// <summary>A benchmark's parameter that knows how much arithmetic one call does.</summary>
public interface IFloatingPointWork
{
    /// <summary>Floating-point operations of one call; a multiply-add counts two.</summary>
    double Operations { get; }
}

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
        .SelectMany(result => result.PrefixedLines.Concat(result.StandardOutput))
        .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
        .Select(line => double.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture))
        .DefaultIfEmpty(double.NaN)
        .Max();
}

/// <summary>Operations per second at the median time.</summary>
internal sealed class RateColumn : WorkColumn
{
    public override string ColumnName => "GFLOP/s";

    public override string Legend => "Floating-point operations per nanosecond at the median time";

    protected override string Format(double gflops, BenchmarkReport report) => gflops.ToString("F1", CultureInfo.InvariantCulture);
}

/// <summary>The rate as a share of the FMA peak.</summary>
internal sealed class PeakShareColumn : WorkColumn
{
    public override string ColumnName => "% of peak";

    public override string Legend => "Share of the fused-multiply-add peak that the same process measured on as many threads";

    protected override string Format(double gflops, BenchmarkReport report) =>
        (100 * gflops / MeasuredPeak.Of(report)).ToString("F1", CultureInfo.InvariantCulture);
}

/// <summary>A column made from a benchmark's rate.</summary>
internal abstract class WorkColumn : IColumn
{
    public string Id => ColumnName;

    public abstract string ColumnName { get; }

    public abstract string Legend { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        BenchmarkReport? report = summary[benchmarkCase];
        IFloatingPointWork? work = benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<IFloatingPointWork>().FirstOrDefault();
        return report?.ResultStatistics is { } time && work is not null ? Format(work.Operations / time.Median, report) : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;

    public override string ToString() => ColumnName;

    protected abstract string Format(double gflops, BenchmarkReport report);
}
