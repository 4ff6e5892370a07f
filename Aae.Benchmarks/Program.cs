using Aae.Benchmarks.Reporting;
using Aae.Benchmarks.Roofline;
using Aae.Cli.Output;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project Aae.Benchmarks -- roofline
// dotnet run -c Release --project Aae.Benchmarks -- --list flat
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*'
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*' --envVars AAE_ISA:avx2
if (args is [RooflineCommand.Name, ..])
{
    return RooflineCommand.Run(args, Terminal.OfProcess(CancellationToken.None));
}

return BenchmarkSwitcher.FromAssembly(typeof(EngineConfig).Assembly).Run(args, new EngineConfig()).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
