using System.CommandLine;
using Aae.Benchmarks;
using Aae.Benchmarks.Inference;
using Aae.Benchmarks.Likelihood;
using Aae.Benchmarks.OpenBlas;
using Aae.Benchmarks.Reporting;
using Aae.Benchmarks.Roofline;
using Aae.Benchmarks.Training;
using Aae.Cli;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Kernels.Simd;
using BenchmarkDotNet.Running;

// dotnet run -c Release --project Aae.Benchmarks -- roofline
// dotnet run -c Release --project Aae.Benchmarks -- --list flat
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*'
// dotnet run -c Release --project Aae.Benchmarks -- --filter '*Gemm*' --isa all
// dotnet run -c Release --project Aae.Benchmarks -- step
// dotnet run -c Release --project Aae.Benchmarks -- inference
// dotnet run -c Release --project Aae.Benchmarks -- likelihood
Func<Terminal, Command>? mode = args is [{ } name, ..] ? name switch
{
    RooflineCommand.Name => RooflineCommand.Create,
    StepCommand.Name => StepCommand.Create,
    InferenceCommand.Name => InferenceCommand.Create,
    LikelihoodCommand.Name => LikelihoodCommand.Create,
    _ => null,
} : null;
if (mode is not null)
{
    using var interruption = new Interruption();
    Terminal terminal = Terminal.OfProcess(interruption);
    return QuickMode.Run(mode(terminal), args, terminal);
}

try
{
    IReadOnlyList<InstructionSet> sets = InstructionSetOption.Take(args, out string[] others);
    if (OpenBlasLibrary.Installed is null)
    {
        Console.Error.WriteLine($"{OpenBlasLibrary.Absence}; its benchmarks are left out");
    }

    return BenchmarkSwitcher.FromAssembly(typeof(EngineConfig).Assembly).Run(others, new EngineConfig(sets)).Any(summary => summary.HasCriticalValidationErrors)
        ? ExitCode.Failure
        : ExitCode.Success;
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Usage;
}
catch (Exception e) when (e.GetBaseException() is AaeException failure)
{
    Console.Error.WriteLine(failure.Message);
    return ExitCode.Failure;
}
