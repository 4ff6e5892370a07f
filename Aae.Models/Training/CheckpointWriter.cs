using System.Diagnostics;
using Aae.Core;

namespace Aae.Models.Training;

/// <summary>
/// Writes checkpoints beside the training: it copies the state, which takes milliseconds, and writes the copy on another thread.
/// There is memory for one copy, so a checkpoint waits for the one before it. A checkpoint becomes the newest only when it is
/// whole and on the disk, and only then does an old one go.
/// </summary>
internal sealed class CheckpointWriter
{
    private readonly RunFolder _run;
    private readonly TrainingState _state;
    private readonly CheckpointSettings _settings;
    private readonly MetricsLog _metrics;
    private readonly Snapshot _snapshot;
    private readonly Stopwatch _stalled = new();
    private readonly Stopwatch _writing = new();
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private Task _write = Task.CompletedTask;
    private ulong? _lastStep;
    private int _written;

    /// <summary>Prepares a writer.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="state">What is written.</param>
    /// <param name="settings">How often, and how many are kept.</param>
    /// <param name="metrics">The metrics, which must be on the disk before the checkpoint that follows them.</param>
    /// <param name="about">What a checkpoint says beside the state.</param>
    /// <param name="resumed">The step of the checkpoint from which the run goes on; null at its beginning.</param>
    public CheckpointWriter(
        RunFolder run, TrainingState state, CheckpointSettings settings, MetricsLog metrics, IReadOnlyDictionary<string, string> about, ulong? resumed)
    {
        _run = run;
        _state = state;
        _settings = settings;
        _metrics = metrics;
        _snapshot = new Snapshot(state, about);
        _lastStep = resumed;
    }

    /// <summary>Checkpoints written, the time that training waited, and the time that writing took. To be asked when none is being written.</summary>
    public (int Written, double StalledSeconds, double WritingSeconds) Times => (_written, _stalled.Elapsed.TotalSeconds, _writing.Elapsed.TotalSeconds);

    /// <summary>
    /// Begins a checkpoint if one is due by the interval. While the last one is still being written there is none: it is nearly as
    /// new, and training need not wait for a slow disk.
    /// </summary>
    public void SaveIfDue()
    {
        if (!_write.IsCompleted)
        {
            return;
        }

        ThrowIfFailed();
        if (_settings.Every.IsDue(_state.Position.Step - (_lastStep ?? 0), _sinceLast.Elapsed))
        {
            Save();
        }
    }

    /// <summary>Begins a checkpoint, once the one before is written. None is needed where the last one is of the same step.</summary>
    /// <param name="best">Whether the model is the best so far and is to be kept as such, too.</param>
    /// <param name="again">Whether to write even if there is one of the same step.</param>
    /// <param name="then">What to do when it is on the disk.</param>
    /// <exception cref="Phases.DivergenceException">The state is not finite.</exception>
    /// <exception cref="AaeException">The one before could not be written.</exception>
    public void Save(bool best = false, bool again = false, Action? then = null)
    {
        ulong step = _state.Position.Step;
        if (step == _lastStep && !best && !again)
        {
            return;
        }

        _stalled.Start();
        try
        {
            ThrowIfFailed();
            _state.RequireFinite();
            _snapshot.Take();
        }
        finally
        {
            _stalled.Stop();
        }

        _lastStep = step;
        _sinceLast.Restart();
        _write = Task.Run(() => Write(best, then));
    }

    /// <summary>Waits until all is on the disk.</summary>
    /// <exception cref="AaeException">It could not be written.</exception>
    public void Finish()
    {
        _stalled.Start();
        try
        {
            ThrowIfFailed();
        }
        finally
        {
            _stalled.Stop();
        }
    }

    /// <summary>Waits until nothing is being written; what went wrong is not said.</summary>
    public void Wait() => Task.WaitAny(_write);

    private void ThrowIfFailed()
    {
        try
        {
            _write.GetAwaiter().GetResult();
        }
        catch (AaeException e)
        {
            string stands = _run.Checkpoints.All is [var newest, ..] ? $"the last checkpoint is that of step {newest.Step}" : "there is no checkpoint";
            throw new AaeException($"{e.Message}; {stands}", e);
        }
    }

    private void Write(bool best, Action? then)
    {
        _writing.Start();
        try
        {
            _run.RequireLock();

            // The best model first: a checkpoint says which epoch was the best, and that one must then be there.
            if (best)
            {
                CheckpointFile.WriteModel(_run.BestCheckpoint, _snapshot, _state);
            }

            _metrics.Flush();
            CheckpointFile.Write(_run.Checkpoints.PathOf(_snapshot.Step), _snapshot);
            _written++;
            _run.Checkpoints.Prune(_settings.KeepLast);
            then?.Invoke();
        }
        finally
        {
            _writing.Stop();
        }
    }
}
