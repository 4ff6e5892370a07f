using System.Globalization;
using Aae.Core;

namespace Aae.Models.Training;

/// <summary>How a run keeps checkpoints and what it does when it diverges. A run that goes on keeps its settings unless it is told others.</summary>
/// <param name="Every">How often one is written within an epoch.</param>
/// <param name="KeepLast">How many are kept.</param>
/// <param name="KeepBest">The number by which the best model is chosen.</param>
/// <param name="OnDivergence">What happens when a number is not finite.</param>
internal sealed record CheckpointSettings(CheckpointInterval Every, int KeepLast, string KeepBest, DivergencePolicy OnDivergence)
{
    private const string EveryKey = "settings/checkpointEvery";
    private const string KeepLastKey = "settings/keepLast";
    private const string KeepBestKey = "settings/keepBest";
    private const string OnDivergenceKey = "settings/onDivergence";
    private const int DefaultKeepLast = 2;

    /// <summary>What was asked for, else what the run had, else the defaults.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="saved">The metadata of the checkpoint from which the run goes on; null at its beginning.</param>
    /// <param name="defaultBest">The number by which the best model of such a run is chosen by default.</param>
    public static CheckpointSettings Of(TrainingOptions options, IReadOnlyDictionary<string, string>? saved, string defaultBest) => new(
        options.CheckpointEvery ?? (saved is null ? CheckpointInterval.Default : CheckpointInterval.Parse(Saved(saved, EveryKey))),
        options.KeepLast ?? (saved is null ? DefaultKeepLast : int.TryParse(Saved(saved, KeepLastKey), CultureInfo.InvariantCulture, out int kept) && kept > 0 ? kept : throw Wrong(KeepLastKey)),
        options.KeepBest ?? (saved is null ? defaultBest : SavedKeepBest(saved)),
        options.OnDivergence ?? (saved is null ? DivergencePolicy.Stop : Enum.TryParse(Saved(saved, OnDivergenceKey), out DivergencePolicy policy) ? policy : throw Wrong(OnDivergenceKey)));

    /// <summary>The number by which a run chose its best model so far.</summary>
    /// <param name="saved">The metadata of its checkpoint.</param>
    /// <exception cref="AaeException">They do not say.</exception>
    public static string SavedKeepBest(IReadOnlyDictionary<string, string> saved) => Saved(saved, KeepBestKey);

    private static string Saved(IReadOnlyDictionary<string, string> saved, string key) => saved.GetValueOrDefault(key) ?? throw Wrong(key);

    private static AaeException Wrong(string key) => new($"the checkpoint's '{key}' is missing or none that this version knows");

    /// <summary>Adds the settings to a checkpoint's metadata.</summary>
    public void Write(Dictionary<string, string> metadata)
    {
        metadata[EveryKey] = Every.ToString();
        metadata[KeepLastKey] = KeepLast.ToString(CultureInfo.InvariantCulture);
        metadata[KeepBestKey] = KeepBest;
        metadata[OnDivergenceKey] = OnDivergence.ToString();
    }
}
