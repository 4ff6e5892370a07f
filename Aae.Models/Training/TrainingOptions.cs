using Aae.Autograd.Profiling;
using Aae.Core.Threading;

namespace Aae.Models.Training;

/// <summary>What a run depends on beside its recipe and its data.</summary>
public sealed record TrainingOptions
{
    /// <summary>The folder to keep the run in; null to keep nothing.</summary>
    public RunFolder? Folder { get; init; }

    /// <summary>Whether to go on from the folder's last checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>The number of steps after which to stop, counted from the run's beginning; null for all epochs.</summary>
    public ulong? Steps { get; init; }

    /// <summary>A safetensors file with starting values of parameters, by name; null for the recipe's initializers alone.</summary>
    public string? InitialParameters { get; init; }

    /// <summary>The threads to work with; null for those that the process may use.</summary>
    public WorkerTeam? Team { get; init; }

    /// <summary>Where the run's time is counted; null where nobody counts it.</summary>
    public Profile? Profile { get; init; }
}
