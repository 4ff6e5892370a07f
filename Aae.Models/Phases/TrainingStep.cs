using Aae.Autograd.Profiling;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Phases;

/// <summary>What the phases of a training step share: the minibatch and the step's place in the run.</summary>
/// <param name="images">The minibatch's images [batch, pixels]; the loop writes the next ones into the same memory.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="team">The threads to work with.</param>
/// <param name="labelled">The labelled minibatch; null where no phase needs one.</param>
/// <param name="piece">Which piece of the step's minibatch it is, where that is computed in several.</param>
/// <param name="pieces">The most pieces of a minibatch.</param>
public sealed class TrainingStep(
    Tensor images, ulong seed, WorkerTeam team, LabelledBatch? labelled = null, int piece = 0, int pieces = 1)
{
    /// <summary>The minibatch's images [batch, pixels].</summary>
    public Tensor Images { get; } = images;

    /// <summary>The labelled minibatch of the supervised phase, which has a size of its own; null where no phase needs one.</summary>
    public LabelledBatch? Labelled { get; } = labelled;

    /// <summary>The labels of the images themselves; null where no phase reads them.</summary>
    public ImageLabels? Labels { get; init; }

    /// <summary>The number of images.</summary>
    public int BatchSize => Images.Shape.Rows;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The threads to work with.</summary>
    public WorkerTeam Team { get; } = team;

    /// <summary>Where the time of the phases is counted; null where nobody counts it.</summary>
    public Profile? Profile { get; init; }

    /// <summary>The number of steps before this one in the run.</summary>
    public ulong Number { get; set; }

    /// <summary>Under which number random values are drawn: another for each step and each piece of one.</summary>
    public ulong Draw => Number * (ulong)pieces + (ulong)piece;

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>The labels of the images on a tape [batch, columns]; null where no phase reads them.</summary>
    internal Variable? LabelsOn(Tape tape) => Labels is null ? null : tape.Constant(Labels.OneHot);

    /// <summary>A factor on every phase's learning rate: 1, or less after a run that diverged went back.</summary>
    public float RateScale { get; set; } = 1;
}
