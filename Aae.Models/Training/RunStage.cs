namespace Aae.Models.Training;

/// <summary>How far a run has come in its folder.</summary>
public enum RunStage
{
    /// <summary>There is no run.</summary>
    Missing,

    /// <summary>It was stopped before its end, and can go on.</summary>
    Cut,

    /// <summary>It is at its end: all epochs or steps are done, or it was stopped early as its recipe asks.</summary>
    Finished,
}
