using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aae.Core.Hardware;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Models.Training;

/// <summary>The machine, the instruction set and the version of a run: with the recipe, all that its numbers depend on.</summary>
public sealed record RunEnvironment
{
    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The processor.</summary>
    public required string Cpu { get; init; }

    /// <summary>The instruction set of the kernels: avx512, avx2, vector128 or scalar.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The threads that work.</summary>
    public required int Threads { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>The environment of this process.</summary>
    /// <param name="team">The threads that work; null for those that the process may use.</param>
    public static RunEnvironment Of(WorkerTeam? team = null) => new()
    {
        Version = typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        Cpu = CpuInfo.Current.Name,
        InstructionSet = InstructionSets.Current.ToString().ToLowerInvariant(),
        Threads = (team ?? WorkerTeam.Default).Threads,
        Runtime = RuntimeInformation.FrameworkDescription,
        System = RuntimeInformation.OSDescription,
    };

    /// <summary>The environment in a run's file; null if the file is not there or not of this form.</summary>
    internal static RunEnvironment? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), EnvironmentContext.Default.RunEnvironment) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Processor, instruction set and threads, in a line.</summary>
    internal string Machine => string.Create(CultureInfo.InvariantCulture, $"{Cpu}, {InstructionSet}, {Threads} {(Threads == 1 ? "thread" : "threads")}");

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EnvironmentContext.Default.RunEnvironment);
}

/// <summary>Serialization code for environments, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunEnvironment))]
internal sealed partial class EnvironmentContext : JsonSerializerContext;
