using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The cluster heads descend Σ over pairs of max(0, η − ‖h_i − h_j‖): no two come closer than η (paper §7). It moves W_C alone.
/// </summary>
/// <param name="heads">The heads, learned ones.</param>
/// <param name="separation">η.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class HeadSeparationPhase(ClusterHeads heads, float separation, Descent descent)
    : Phase("heads", heads.Parameters, descent)
{
    /// <inheritdoc/>
    protected override bool SeesImages => false;

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step) => tape.HeadSeparation(heads.Weight, separation);
}
