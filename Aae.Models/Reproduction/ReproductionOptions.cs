using Aae.Core.Threading;

namespace Aae.Models.Reproduction;

/// <summary>What is to be reproduced, and how thoroughly.</summary>
public sealed record ReproductionOptions
{
    /// <summary>The experiments, in the order in which they are run and reported.</summary>
    public required IReadOnlyList<Experiment> Experiments { get; init; }

    /// <summary>The folder of the runs and of the report.</summary>
    public required string Folder { get; init; }

    /// <summary>The seeds, each of which gives a run of every model; null for the one that the recipe has.</summary>
    public IReadOnlyList<ulong>? Seeds { get; init; }

    /// <summary>Epochs of each run; null for the recipe's. A run that has had more keeps them.</summary>
    public int? Epochs { get; init; }

    /// <summary>Whether small models of the built-in digits stand for those of the paper: it shows that all works, and no number to compare.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether log-likelihoods of ten million samples are estimated too, where the paper gives one: half an hour each on two cores.</summary>
    public bool TenMillion { get; init; }

    /// <summary>The folder of data sets; null for the usual one.</summary>
    public string? DataDir { get; init; }

    /// <summary>The threads to work with; null for those that the process may use.</summary>
    public WorkerTeam? Team { get; init; }

    /// <summary>The command by which this was asked for, for the report.</summary>
    public required string Command { get; init; }
}
