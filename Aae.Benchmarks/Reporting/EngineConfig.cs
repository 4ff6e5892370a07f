using System.Globalization;
using Aae.Benchmarks.OpenBlas;
using Aae.Kernels.Simd;
using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;

namespace Aae.Benchmarks.Reporting;

/// <summary>What every benchmark shares: one short job per instruction set, and rates in place of the usual statistics.</summary>
internal sealed class EngineConfig : ManualConfig
{
    /// <summary>The category of benchmarks that call OpenBLAS.</summary>
    public const string OpenBlasCategory = "OpenBLAS";

    /// <summary>Configures jobs for some instruction sets.</summary>
    /// <param name="sets">The sets, each of which the CPU has; none for the one in use.</param>
    public EngineConfig(IReadOnlyList<InstructionSet> sets)
    {
        // Kernels take microseconds and need no long runs: fifteen medians of 50 ms each tell more than one of minutes.
        Job job = Job.Default.WithWarmupCount(3).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(50));
        if (sets.Count == 0)
        {
            AddJob(job.AsDefault());
        }

        foreach (InstructionSet set in sets)
        {
            string name = set.ToString().ToLowerInvariant();
            AddJob(job.WithEnvironmentVariable(InstructionSets.Variable, name).WithId(name));
        }

        if (sets.Count > 1)
        {
            AddColumn(JobCharacteristicColumn.AllColumns.Single(column => column.ColumnName == "Job"));
        }

        AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params);
        AddColumn(StatisticColumn.Median);
        AddColumn(RateColumns.All);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddAnalyser(EnvironmentAnalyser.Default);
        AddFilter(new SimpleFilter(benchmark => OpenBlasLibrary.Installed is not null || !benchmark.Descriptor.HasCategory(OpenBlasCategory)));
        WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(TimeUnit.Microsecond).WithCultureInfo(CultureInfo.InvariantCulture).WithMaxParameterColumnWidth(60));

        // With the classes' own columns.
        WithUnionRule(ConfigUnionRule.Union);
    }
}
