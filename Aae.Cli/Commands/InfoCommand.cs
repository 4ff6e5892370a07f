using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Core.Hardware;
using Aae.Core.Threading;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>aae info: the machine as the program sees it.</summary>
internal static class InfoCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<int?> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json();
        var command = new Verb("info", "Tell of the machine: processor, instruction set in use, memory, measured peak speed.", "aae info", "aae info --json")
        {
            threads, json,
        };
        command.SetAction(parse =>
        {
            MachineInfo info = Measure(CommonOptions.Team(parse.GetValue(threads)));
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(Json.Of(info));
            }
            else
            {
                Table.Write(terminal, [], [.. Facts(info)]);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static MachineInfo Measure(WorkerTeam team)
    {
        RunEnvironment environment = RunEnvironment.Of(team);
        CpuInfo cpu = CpuInfo.Current;
        return new MachineInfo
        {
            Version = environment.Version,
            Runtime = environment.Runtime,
            System = environment.System,
            Cpu = cpu.Name,
            InstructionSet = environment.InstructionSet,
            PhysicalCores = cpu.PhysicalCores,
            LogicalCores = cpu.LogicalCores,
            Threads = team.Threads,
            L1DataBytes = cpu.Caches.L1Data,
            L2Bytes = cpu.Caches.L2,
            L3Bytes = cpu.Caches.L3,
            L3SharedBy = cpu.Caches.L3SharedBy,
            CacheSource = cpu.Caches.Source.ToString().ToLowerInvariant(),
            MemoryBytes = SystemMemory.TotalBytes,
            AvailableMemoryBytes = SystemMemory.AvailableBytes,
            FmaPeakOneThread = PeakSpeed.Measure(WorkerTeam.Single),
            FmaPeakAllThreads = PeakSpeed.Measure(team),
            DataFolder = DataFolder.Resolve(null),
        };
    }

    private static IEnumerable<string[]> Facts(MachineInfo info)
    {
        string threads = info.Threads == 1 ? "1 thread" : $"{info.Threads} threads";
        yield return ["version", info.Version];
        yield return ["runtime", info.Runtime];
        yield return ["system", info.System];
        yield return ["processor", info.Cpu];
        yield return ["cores", $"{info.PhysicalCores} with {info.LogicalCores} hardware threads; {threads} in use"];
        yield return ["instruction set", info.InstructionSet];
        yield return ["caches", $"{Shown.Bytes(info.L1DataBytes)} L1, {Shown.Bytes(info.L2Bytes)} L2, {Shown.Bytes(info.L3Bytes)} L3 shared by {info.L3SharedBy} ({info.CacheSource})"];
        yield return ["memory", $"{Shown.Bytes(info.MemoryBytes)}, {Shown.Bytes(info.AvailableMemoryBytes)} available"];
        yield return ["FMA peak", $"{Shown.Value(info.FmaPeakOneThread)} GFLOP/s on 1 thread, {Shown.Value(info.FmaPeakAllThreads)} on {threads}"];
        yield return ["data folder", info.DataFolder];
    }
}
