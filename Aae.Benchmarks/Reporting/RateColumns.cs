using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Aae.Benchmarks.Reporting;

/// <summary>Columns made from a benchmark's median time and what its parameter knows of one call's work.</summary>
internal static class RateColumns
{
    /// <summary>GFLOP/s, % of peak, GB/s, × baseline.</summary>
    public static IColumn[] All =>
    [
        new RateColumn(
            "GFLOP/s",
            "Floating-point operations per nanosecond at the median time",
            (nanoseconds, benchmark, _) => Operations(benchmark) / nanoseconds),
        new RateColumn(
            "% of peak",
            "Share of the fused-multiply-add peak that the same process measured on as many threads",
            (nanoseconds, benchmark, summary) => 100 * Operations(benchmark) / nanoseconds / MeasuredPeak.Of(summary[benchmark]!)),
        new RateColumn(
            "GB/s",
            "Bytes read and written per nanosecond at the median time, each operand counted once",
            (nanoseconds, benchmark, _) => Work<IMemoryWork>(benchmark)?.Bytes / nanoseconds),
        new RateColumn(
            "× baseline",
            "Median time of the baseline with the same parameters over that of the benchmark: above 1 it is faster",
            (nanoseconds, benchmark, summary) => BaselineTime(benchmark, summary) / nanoseconds,
            "F2"),
    ];

    private static double? Operations(BenchmarkCase benchmark) => Work<IFloatingPointWork>(benchmark)?.Operations;

    private static TWork? Work<TWork>(BenchmarkCase benchmark) => benchmark.Parameters.Items.Select(item => item.Value).OfType<TWork>().FirstOrDefault();

    private static double? BaselineTime(BenchmarkCase benchmark, Summary summary) =>
        summary.GetLogicalGroupKey(benchmark) is { } group && summary.GetBaseline(group) is { } baseline
            ? summary[baseline]?.ResultStatistics?.Median
            : null;
}

/// <summary>A rate at a benchmark's median time.</summary>
/// <param name="name">The heading.</param>
/// <param name="legend">What it means.</param>
/// <param name="rate">(median time in ns, benchmark, summary) → the rate, or null where it has none.</param>
/// <param name="format">The number's format.</param>
internal sealed class RateColumn(string name, string legend, Func<double, BenchmarkCase, Summary, double?> rate, string format = "F1") : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } time && rate(time.Median, benchmarkCase, summary) is { } value && double.IsFinite(value)
            ? value.ToString(format, CultureInfo.InvariantCulture)
            : "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => GetValue(summary, benchmark) != "-");

    public override string ToString() => name;
}
