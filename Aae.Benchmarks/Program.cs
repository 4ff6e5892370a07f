using Aae.Benchmarks.Reporting;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project Aae.Benchmarks -- --list flat
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*'
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*' --envVars AAE_ISA:avx2
return BenchmarkSwitcher.FromAssembly(typeof(EngineConfig).Assembly).Run(args, new EngineConfig()).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
