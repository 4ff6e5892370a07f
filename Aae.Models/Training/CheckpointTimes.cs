namespace Aae.Models.Training;

/// <summary>What checkpoints cost a run in this process.</summary>
/// <param name="Written">Checkpoints written.</param>
/// <param name="StalledSeconds">The time that training waited for them: for the copy of its state, and where one was not yet written when the next was due.</param>
/// <param name="WritingSeconds">The time that writing took beside the training.</param>
/// <param name="TrainingSeconds">The time of all steps.</param>
public readonly record struct CheckpointTimes(int Written, double StalledSeconds, double WritingSeconds, double TrainingSeconds);
