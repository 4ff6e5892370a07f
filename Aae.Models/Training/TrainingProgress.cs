namespace Aae.Models.Training;

/// <summary>How far a run has come.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps that the run will have.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Epochs of the recipe.</param>
/// <param name="BatchesPerEpoch">Steps of an epoch.</param>
/// <param name="SecondsPerStep">The mean time of a step in this process; 0 before the first.</param>
/// <param name="Losses">The latest loss of each phase, in the order of the phases; overwritten by the next step.</param>
/// <param name="Finished">The metrics of the epoch, when one was just finished; else null.</param>
public readonly record struct TrainingProgress(
    ulong Step,
    ulong Steps,
    int Epoch,
    int Epochs,
    int BatchesPerEpoch,
    double SecondsPerStep,
    IReadOnlyList<PhaseLoss> Losses,
    EpochMetrics? Finished);

/// <summary>The loss of a phase.</summary>
/// <param name="Phase">The phase's name.</param>
/// <param name="Loss">Its loss; NaN where the phase does not run in this epoch.</param>
public readonly record struct PhaseLoss(string Phase, float Loss);
