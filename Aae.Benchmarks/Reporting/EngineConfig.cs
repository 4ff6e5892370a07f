using System.Globalization;
using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;

namespace Aae.Benchmarks.Reporting;

/// <summary>What every benchmark shares: one short job, and rates in place of the usual statistics.</summary>
internal sealed class EngineConfig : ManualConfig
{
    public EngineConfig()
    {
        // Kernels take microseconds and need no long runs: fifteen medians of 50 ms each tell more than one of minutes.
        AddJob(Job.Default.WithWarmupCount(3).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(50)).AsDefault());
        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params);
        AddColumn(StatisticColumn.Median, new RateColumn(), new PeakShareColumn());
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddAnalyser(EnvironmentAnalyser.Default);
        WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(TimeUnit.Microsecond).WithCultureInfo(CultureInfo.InvariantCulture));
        WithUnionRule(ConfigUnionRule.AlwaysUseGlobal);
    }
}
