using Aae.Core.Formats;
using Aae.Models.Phases;

namespace Aae.Models.Training;

/// <summary>
/// What happens when a run leaves the finite numbers: it goes back to its last good checkpoint, and on with half of all learning
/// rates, or it gives up and tells the circumstances.
/// </summary>
internal sealed class DivergenceRecovery
{
    private const float RetryScale = 0.5f;
    private const int MostRetries = 5;

    private readonly RunFolder? _folder;
    private readonly TrainingState _state;
    private readonly DivergencePolicy _policy;
    private readonly CheckpointWriter? _checkpoints;
    private readonly MetricsLog? _metrics;
    private readonly RunLog _log;
    private readonly int _batchesPerEpoch;
    private readonly (float Loss, ulong Step)[] _lastFinite;

    /// <summary>Prepares for the worst.</summary>
    /// <param name="folder">The run's folder; null where nothing is kept, and so nothing can be gone back to.</param>
    /// <param name="state">The state to set back.</param>
    /// <param name="policy">Whether to go back.</param>
    /// <param name="checkpoints">Writes the checkpoints; null without a folder.</param>
    /// <param name="metrics">The metrics to rewind; null without a folder.</param>
    /// <param name="log">Told what happened.</param>
    /// <param name="batchesPerEpoch">Steps of an epoch.</param>
    public DivergenceRecovery(
        RunFolder? folder, TrainingState state, DivergencePolicy policy, CheckpointWriter? checkpoints, MetricsLog? metrics, RunLog log, int batchesPerEpoch)
    {
        (_folder, _state, _policy, _checkpoints, _metrics, _log, _batchesPerEpoch) = (folder, state, policy, checkpoints, metrics, log, batchesPerEpoch);
        _lastFinite = new (float, ulong)[state.Model.Phases.Count];
        Forget();
    }

    /// <summary>Remembers a loss, which is finite: a phase does not return from another.</summary>
    /// <param name="phase">The phase's place.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="step">The step.</param>
    public void Note(int phase, float loss, ulong step) => _lastFinite[phase] = (loss, step);

    /// <summary>Goes back to the last good checkpoint with smaller learning rates.</summary>
    /// <param name="divergence">What happened.</param>
    /// <exception cref="DivergenceException">The policy is to stop, there is no checkpoint, or it happened too often.</exception>
    public void GoBack(DivergenceException divergence)
    {
        _checkpoints?.Wait();
        DivergenceException told = divergence.With(Circumstances(divergence));
        bool stops = _policy == DivergencePolicy.Stop || _folder!.Checkpoints.All is [];
        if (stops || _state.Retries == MostRetries)
        {
            DivergenceException last = stops
                ? told.With("a lower learning rate or a bound on the gradients' norm may help, or going back with lower rates (--on-divergence retry)")
                : told.With($"after {MostRetries} times in a row the run goes back no more");
            _log.Append(last.Message);
            throw last;
        }

        _checkpoints!.Finish();
        (float scale, int retries) = (_state.RateScale * RetryScale, _state.Retries + 1);
        CheckpointStore store = _folder!.Checkpoints;
        (string path, SafetensorsFile file) = store.ReadNewest(_log.Tell);
        CheckpointFile.Apply(path, file, _state, _batchesPerEpoch);
        (_state.RateScale, _state.Retries) = (scale, retries);
        Forget(); // they belong to the way that was given up
        store.SetAside(_state.Position.Step);
        _metrics!.Rewind(_state.Position.Step);
        _log.Tell($"{told.Message}; going back to step {_state.Position.Step} with all learning rates times {scale}, {retries} of {MostRetries}");
        _checkpoints.Save(again: true);
    }

    private void Forget() => Array.Fill(_lastFinite, (float.NaN, 0UL));

    // What a person needs to see what went wrong, and what is left.
    private string Circumstances(DivergenceException divergence)
    {
        var parts = new List<string>();
        string[] losses = [.. _state.Model.Phases.Zip(_lastFinite)
            .Where(loss => float.IsFinite(loss.Second.Loss))
            .Select(loss => $"{loss.First.Name} {loss.Second.Loss:G6} (step {loss.Second.Step})")];
        parts.Add(losses.Length == 0 ? "no loss was finite before" : $"the last finite losses were {string.Join(", ", losses)}");
        if (divergence.Parameter is null)
        {
            parts.Add(_state.NotFinite() is { } name ? $"{name} is not finite" : "all parameters are finite");
        }

        if (_folder is not null)
        {
            parts.Add(_folder.Checkpoints.All is [var newest, ..] ? $"the checkpoint of step {newest.Step} stands ({newest.Path})" : "there is no checkpoint yet");
        }

        return string.Join("; ", parts);
    }
}
