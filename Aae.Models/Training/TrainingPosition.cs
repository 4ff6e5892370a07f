namespace Aae.Models.Training;

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Batch">Minibatches done of the epoch under way.</param>
/// <param name="Step">Steps done since the beginning.</param>
public readonly record struct TrainingPosition(int Epoch, int Batch, ulong Step);
