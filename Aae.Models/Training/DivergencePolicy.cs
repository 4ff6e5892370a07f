namespace Aae.Models.Training;

/// <summary>What a run does when a loss, a gradient or a parameter is not finite.</summary>
public enum DivergencePolicy
{
    /// <summary>It stops; the last good checkpoint stands.</summary>
    Stop,

    /// <summary>It goes back to the last good checkpoint and on with half of all learning rates, five times in a row at most.</summary>
    Retry,
}
