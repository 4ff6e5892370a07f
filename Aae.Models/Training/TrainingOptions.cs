using Aae.Autograd.Profiling;
using Aae.Core;
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

    /// <summary>How often a checkpoint is written within an epoch; null for what the run had so far, and every ten minutes at its beginning.</summary>
    public CheckpointInterval? CheckpointEvery { get; init; }

    /// <summary>How many of the newest checkpoints are kept, 1 or more; null for what the run had so far, and two at its beginning.</summary>
    /// <exception cref="AaeException">It is less than 1.</exception>
    public int? KeepLast
    {
        get;
        init => field = value is null or > 0 ? value : throw new AaeException($"a run keeps 1 or more of its newest checkpoints, not {value}");
    }

    /// <summary>
    /// The number of <see cref="EpochMetrics"/> by which the best model is chosen, as "validationReconstruction" or
    /// "loss.reconstruction"; null for what the run had so far, and the former at its beginning.
    /// </summary>
    public string? KeepBest { get; init; }

    /// <summary>What happens when a number is not finite; null for what the run had so far, and stopping at its beginning.</summary>
    public DivergencePolicy? OnDivergence { get; init; }

    /// <summary>Told in a line what a user should know: that a damaged checkpoint was passed over, that the run diverged and went back.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>The threads to work with; null for those that the process may use.</summary>
    public WorkerTeam? Team { get; init; }

    /// <summary>Where the run's time is counted; null where nobody counts it.</summary>
    public Profile? Profile { get; init; }
}
