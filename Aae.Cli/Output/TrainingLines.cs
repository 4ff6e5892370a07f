using Aae.Models.Training;

namespace Aae.Cli.Output;

/// <summary>The words in which both progress displays tell of a training.</summary>
internal static class TrainingLines
{
    /// <summary>As in "epoch 3/40".</summary>
    public static string Epoch(TrainingProgress progress) => $"epoch {progress.Epoch}/{progress.Epochs}";

    /// <summary>As in "812 steps/s".</summary>
    public static string Rate(TrainingProgress progress) =>
        progress.SecondsPerStep > 0 ? $"{Shown.Rate(1 / progress.SecondsPerStep)} steps/s" : "";

    /// <summary>As in "0:42 left".</summary>
    public static string TimeLeft(TrainingProgress progress) => $"{Shown.Time((progress.Steps - progress.Step) * progress.SecondsPerStep)} left";

    /// <summary>The latest losses of the phases that run in this epoch.</summary>
    public static string Losses(IEnumerable<PhaseLoss> losses) => string.Join("  ", losses.Where(loss => !float.IsNaN(loss.Loss)).Select(loss => $"{loss.Phase} {Shown.Value(loss.Loss)}"));

    /// <summary>The mean losses of an epoch and what the validation and the test images say.</summary>
    public static string Summary(EpochMetrics metrics) =>
        $"{string.Join("  ", metrics.Loss.Select(loss => $"{loss.Key} {Shown.Value(loss.Value)}"))}"
        + $"  validation {Shown.Value(metrics.ValidationReconstruction ?? metrics.ValidationSlicedWasserstein)}"
        + (metrics.ValidationError is { } error ? $"  error {Shown.Value(100 * error)} %" : "")
        + (metrics.ValidationComponentShare is { } share ? $"  on their component {Shown.Value(100 * share)} %" : "")
        + (metrics.TestError is { } test ? $"  test error {Shown.Value(100 * test)} %" : "");
}
