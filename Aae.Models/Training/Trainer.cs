using System.Diagnostics;
using Aae.Autograd.Profiling;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Trains the model of a recipe: minibatches, phases, validation after each epoch, checkpoints.</summary>
public sealed class Trainer
{
    private const float RetryScale = 0.5f;
    private const int MostRetries = 5;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly Recipe _recipe;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly WorkerTeam _team;
    private readonly Minibatches _minibatches;
    private readonly TrainingState _state;
    private readonly MetricsLog? _metrics;
    private readonly RunLog? _log;
    private readonly CheckpointSettings _settings;
    private readonly BestMetric _bestMetric;
    private readonly CheckpointWriter? _checkpoints;
    private readonly PhaseLoss[] _losses;
    private readonly (float Loss, ulong Step)[] _lastFinite;
    private readonly LabelledStream? _labelled;
    private readonly MinibatchLabels? _labels;
    private readonly TrainingStep[] _fullStep; // in pieces
    private readonly TrainingStep[] _lastStep;
    private readonly Stopwatch _epochTime = new();
    private ValidationPass? _validation;
    private Tensor? _priorSamples;
    private IDisposable? _lock;
    private TimeSpan _trainingTime;
    private ulong _stepsHere;

    /// <summary>Prepares a run: builds the model and reads the starting values or the checkpoint.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The data set that the recipe names, or another of one's own.</param>
    /// <param name="options">What the run depends on beside them.</param>
    /// <exception cref="AaeException">A value of the recipe is out of range, or a file or a size does not fit.</exception>
    public Trainer(Recipe recipe, Dataset data, TrainingOptions? options = null)
    {
        RecipeRules.Check(recipe, recipe.Name);
        _recipe = recipe;
        _data = data;
        _options = options ?? new TrainingOptions();
        _team = _options.Team ?? WorkerTeam.Default;
        var image = new ImageShape(data.Train.Height, data.Train.Width, data.Train.Channels);
        _state = new TrainingState(recipe, image);
        _minibatches = new Minibatches(
            data.Train.Count, recipe.Data.Batch, RandomStream.Named(recipe.Seed, "data/order"), recipe.Data.Shuffle);
        _losses = [.. _state.Model.Phases.Select(phase => new PhaseLoss(phase.Name, float.NaN))];
        _lastFinite = [.. _losses.Select(loss => (loss.Loss, 0UL))];

        int batch = Math.Min(recipe.Data.Batch, data.Train.Count);
        int last = data.Train.Count - batch * (_minibatches.BatchesPerEpoch - 1);
        _labelled = _state.Model.Classified is null ? null : new LabelledStream(data.Train, recipe, _team);
        _labels = _state.Model.Labels is { } code ? new MinibatchLabels(data.Train, recipe, code) : null;
        _fullStep = NewStep(batch, image);
        _lastStep = last == batch ? _fullStep : NewStep(last, image);
        RequireCompany();

        if (_options.InitialParameters is { } file)
        {
            ParameterFile.Apply(file, Safetensors.Read(file), _state.Model.Tensors, complete: false);
            _state.Average?.Restart();
        }

        if (_options.Folder is not { } folder)
        {
            if (_options.Resume || _options.OnDivergence == DivergencePolicy.Retry)
            {
                throw new ArgumentException("without a folder there is nothing to go on from or to go back to", nameof(options));
            }

            _settings = CheckpointSettings.Of(_options, null);
            _bestMetric = new BestMetric(_settings.KeepBest, _losses.Select(loss => loss.Phase), _state.Model.Classified is not null);
            return;
        }

        _metrics = new MetricsLog(folder.Metrics);
        _log = new RunLog(folder.Log);
        RunEnvironment environment = RunEnvironment.Of(_team);
        SafetensorsFile? checkpoint = _options.Resume ? Resume(folder, environment) : null;
        try
        {
            _settings = CheckpointSettings.Of(_options, checkpoint?.Metadata);
            _bestMetric = new BestMetric(_settings.KeepBest, _losses.Select(loss => loss.Phase), _state.Model.Classified is not null);
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }

        _checkpoints = new CheckpointWriter(
            folder, _state, _settings, _metrics, CheckpointFile.About(_state, _settings, environment), checkpoint is null ? null : Position.Step);
    }

    /// <summary>Where the run stands.</summary>
    public TrainingPosition Position => _state.Position;

    /// <summary>What checkpoints cost in this process so far. To be asked when the run is not under way.</summary>
    public CheckpointTimes Checkpoints
    {
        get
        {
            (int written, double stalled, double writing) = _checkpoints?.Times ?? default;
            return new CheckpointTimes(written, stalled, writing, (_trainingTime + _epochTime.Elapsed).TotalSeconds);
        }
    }

    /// <summary>The steps that the run will have in all.</summary>
    public ulong Steps => Math.Min((ulong)_recipe.Epochs * (ulong)_minibatches.BatchesPerEpoch, _options.Steps ?? ulong.MaxValue);

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Told about ten times a second and after each epoch, on this thread if it is synchronous.</param>
    /// <param name="cancellation">Stops the run after the step under way; a checkpoint is written first.</param>
    /// <returns>The model.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    /// <exception cref="AaeException">A loss is not finite, or a file cannot be written; the last checkpoint stands.</exception>
    public TrainedModel Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        _lock ??= _options.Folder?.Lock();
        try
        {
            try
            {
                Begin();
            }
            catch (DivergenceException divergence)
            {
                GoBack(divergence); // there is nothing yet to go back to: it tells the circumstances
            }

            long lastReport = Stopwatch.GetTimestamp();
            while (_state.Position.Step < Steps)
            {
                EpochMetrics? finished;
                try
                {
                    finished = Advance(cancellation);
                }
                catch (DivergenceException divergence)
                {
                    GoBack(divergence);
                    continue;
                }

                if (progress is not null && (finished is not null || _state.Position.Step == Steps || Stopwatch.GetElapsedTime(lastReport) > ReportInterval))
                {
                    using (_options.Profile?.Part("show progress"))
                    {
                        progress.Report(Progress(finished));
                    }

                    lastReport = Stopwatch.GetTimestamp();
                }
            }

            using (_options.Profile?.Part("wait for the last checkpoint"))
            {
                _checkpoints?.Finish();
            }

            _log?.Append($"ended after step {_state.Position.Step}");
        }
        finally
        {
            _checkpoints?.Wait();
            _lock?.Dispose();
            _lock = null;
        }

        return new TrainedModel(_recipe, _state.FinishedModel(), _team);
    }

    /// <summary>A step, and what is due after it.</summary>
    /// <returns>The metrics of the epoch, if it ended.</returns>
    private EpochMetrics? Advance(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            SaveCheckpoint(best: false);
            _checkpoints?.Finish();
            _log?.Append($"stopped on request after step {_state.Position.Step}");
            cancellation.ThrowIfCancellationRequested();
        }

        _epochTime.Start();
        Step();
        _epochTime.Stop();

        if (_state.Position.Batch == 0)
        {
            _state.RequireFinite();
            EpochMetrics metrics = EndEpoch();
            double value = _bestMetric.Of(metrics);
            bool best = _bestMetric.IsBetter(value, _state.Best);
            _state.Best = best ? value : _state.Best;
            _state.Retries = 0;
            SaveCheckpoint(best);
            return metrics;
        }

        if (_state.Position.Step < Steps)
        {
            _checkpoints?.SaveIfDue();
        }
        else
        {
            _state.RequireFinite();
            SaveCheckpoint(best: false);
        }

        return null;
    }

    private void SaveCheckpoint(bool best)
    {
        using Profile.Scope? time = _options.Profile?.Part("save a checkpoint");
        _checkpoints?.Save(best);
    }

    private TrainingStep[] NewStep(int batch, ImageShape image)
    {
        int size = _recipe.Data.Piece ?? _recipe.Data.Batch;
        int most = (_recipe.Data.Batch + size - 1) / size;
        return
        [
            .. Enumerable.Range(0, (batch + size - 1) / size).Select(piece => new TrainingStep(
                new Tensor(new Shape(Math.Min(size, batch - piece * size), image.Pixels)), _recipe.Seed, _team, _labelled?.Batch, piece, most)
            {
                Labels = _state.Model.Labels is { } code ? new ImageLabels(code, Math.Min(size, batch - piece * size)) : null,
                Profile = _options.Profile,
            }),
        ];
    }

    // Batch norm needs a batch: one image has no deviation.
    private void RequireCompany()
    {
        bool hasBatchNorm = _recipe.Encoder.BatchNorm || _recipe.Decoder.BatchNorm;
        if (hasBatchNorm && _fullStep.Concat(_lastStep).Any(piece => piece.BatchSize == 1))
        {
            string what = _recipe.Data.Piece is { } size
                ? $"data.piece = {size}: an image of a minibatch would be alone in its piece"
                : $"data.batch = {_recipe.Data.Batch}: the last of {_data.Train.Count} images would be alone in its batch";
            throw new AaeException($"{what}, and batch norm needs two or more; allowed is another size");
        }
    }

    /// <summary>One step: the phases in turn on the next minibatch. Allocates nothing once each batch size has been seen.</summary>
    internal void Step()
    {
        using Profile.Scope? all = _options.Profile?.Phase("minibatch");
        TrainingPosition at = _state.Position;
        ReadOnlySpan<int> examples = _minibatches.Batch(at.Epoch, at.Batch);
        TrainingStep[] pieces = at.Batch == _minibatches.BatchesPerEpoch - 1 ? _lastStep : _fullStep;
        using (_options.Profile?.Part("gather"))
        {
            int first = 0;
            foreach (TrainingStep piece in pieces)
            {
                piece.Number = at.Step;
                piece.Epoch = at.Epoch;
                piece.RateScale = _state.RateScale;
                _data.Train.Gather(examples.Slice(first, piece.BatchSize), piece.Images);
                _labels?.Fill(examples.Slice(first, piece.BatchSize), piece.Labels!);
                first += piece.BatchSize;
            }

            _labelled?.Fill(at.Step);
        }

        for (int i = 0; i < _losses.Length; i++)
        {
            float loss = _state.Model.Phases[i].Run(pieces);
            _losses[i] = new PhaseLoss(_losses[i].Phase, loss);
            _lastFinite[i] = (loss, at.Step);
            _state.LossSums[i] += (double)loss * examples.Length;
        }

        _state.Average?.Update(_team);

        int batch = at.Batch + 1;
        _state.Position = batch == _minibatches.BatchesPerEpoch
            ? new TrainingPosition(at.Epoch + 1, 0, at.Step + 1)
            : new TrainingPosition(at.Epoch, batch, at.Step + 1);
        _stepsHere++;
    }

    private EpochMetrics EndEpoch()
    {
        using Profile.Scope? time = _options.Profile?.Part("validate");
        _validation ??= new ValidationPass(_state.Model, _data.Validation, _team);
        _priorSamples ??= new TrainedModel(_recipe, _state.Model, _team).Prior.Sample(_data.Validation.Count, _recipe.Seed);
        _state.Average?.Exchange(); // what is validated is what the run gives
        double reconstruction;
        try
        {
            reconstruction = _validation.Run();
        }
        finally
        {
            _state.Average?.Exchange();
        }

        var metrics = new EpochMetrics
        {
            Epoch = _state.Position.Epoch,
            Step = _state.Position.Step,
            Loss = _state.Model.Phases.Select((phase, i) => (phase.Name, _state.LossSums[i] / _data.Train.Count)).ToDictionary(),
            ValidationReconstruction = reconstruction,
            ValidationError = _validation.ClassificationError,
            ValidationSlicedWasserstein = SlicedWasserstein.Distance(
                _validation.Codes, _priorSamples, 64, RandomStream.Named(_recipe.Seed, "validation/projections"), _team),
            RateScale = _state.RateScale == 1 ? null : _state.RateScale,
            Seconds = _epochTime.Elapsed.TotalSeconds,
        };
        _trainingTime += _epochTime.Elapsed;
        _epochTime.Reset();
        Array.Clear(_state.LossSums);
        _options.Folder?.RequireLock();
        _metrics?.Append(metrics);
        return metrics;
    }

    // The newest checkpoint that is whole, and what a user must know of it. The run is this process's own from here on.
    private SafetensorsFile Resume(RunFolder folder, RunEnvironment environment)
    {
        _lock = folder.Lock();
        try
        {
            (string path, SafetensorsFile file) = folder.Checkpoints.ReadNewest(Tell);
            CheckpointFile.Apply(path, file, _state, _minibatches.BatchesPerEpoch);
            string keptBest = CheckpointSettings.SavedKeepBest(file.Metadata);
            if (_options.KeepBest is { } wanted && wanted != keptBest)
            {
                throw new AaeException($"{folder.Path}: the best model of this run is chosen by {keptBest}, not by {wanted}: epochs before and after would not compare");
            }

            if (CheckpointFile.Difference(file, environment) is { } difference)
            {
                Tell(difference);
            }

            CheckBest(folder);
            return file;
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    // A best model that is lost cannot be had again, so the next epoch takes its place.
    private void CheckBest(RunFolder folder)
    {
        try
        {
            if (File.Exists(folder.BestCheckpoint))
            {
                CheckpointFile.ReadVerified(folder.BestCheckpoint);
            }
            else
            {
                _state.Best = double.NaN;
            }
        }
        catch (InvalidFileException damage)
        {
            _state.Best = double.NaN;
            Tell($"{damage.Message}; the next epoch takes its place");
        }
    }

    private void Begin()
    {
        if (_options.Folder is not { } folder)
        {
            return;
        }

        if (!_options.Resume && folder.HoldsRun)
        {
            throw new AaeException($"{folder.Path}: there is a run already; choose another folder, or resume it");
        }

        RunEnvironment environment = RunEnvironment.Of(_team);
        Directory.CreateDirectory(folder.Checkpoints.Folder);
        AtomicFile.DeleteLeftovers(folder.Path);
        AtomicFile.DeleteLeftovers(folder.Checkpoints.Folder);
        folder.Describe(environment); // again on resuming: it may be on another machine
        if (_recipe.Data.Labels is not null && (_labelled?.Subset ?? _labels?.Subset) is { } labelled)
        {
            folder.Describe(labelled);
        }

        if (_options.Resume)
        {
            folder.Checkpoints.SetAside(_state.Position.Step);
            folder.Checkpoints.Prune(_settings.KeepLast); // fewer may be wanted, to make room
            _metrics!.Rewind(_state.Position.Step);
            folder.Describe(_recipe); // more epochs may be wanted
            _log!.Append($"goes on after step {_state.Position.Step}; version {environment.Version}, {environment.InstructionSet}, {environment.Threads} threads");
        }
        else
        {
            // Whatever happens in the first epoch, the run can go on. It is a run once its first checkpoint is there, hence the order.
            _log!.Append($"starts; version {environment.Version}, {environment.InstructionSet}, {environment.Threads} threads");
            _checkpoints!.Save(then: () => folder.Describe(_recipe));
        }
    }

    /// <summary>Goes back to the last good checkpoint with smaller learning rates, or gives up.</summary>
    private void GoBack(DivergenceException divergence)
    {
        _checkpoints?.Wait();
        DivergenceException told = divergence.With(Circumstances(divergence));
        bool stops = _settings.OnDivergence == DivergencePolicy.Stop || _options.Folder!.Checkpoints.All is [];
        if (stops || _state.Retries == MostRetries)
        {
            DivergenceException last = stops
                ? told.With("a lower learning rate or a bound on the gradients' norm may help, or going back with lower rates (--on-divergence retry)")
                : told.With($"after {MostRetries} times in a row the run goes back no more");
            _log?.Append(last.Message);
            throw last;
        }

        _checkpoints!.Finish();
        (float scale, int retries) = (_state.RateScale * RetryScale, _state.Retries + 1);
        CheckpointStore store = _options.Folder!.Checkpoints;
        (string path, SafetensorsFile file) = store.ReadNewest(Tell);
        CheckpointFile.Apply(path, file, _state, _minibatches.BatchesPerEpoch);
        (_state.RateScale, _state.Retries) = (scale, retries);
        Array.Fill(_lastFinite, (float.NaN, 0UL)); // they belong to the way that was given up
        store.SetAside(_state.Position.Step);
        _metrics!.Rewind(_state.Position.Step);
        _trainingTime += _epochTime.Elapsed;
        _epochTime.Reset();
        Tell($"{told.Message}; going back to step {_state.Position.Step} with all learning rates times {scale}, {retries} of {MostRetries}");
        _checkpoints.Save(again: true);
    }

    // What a person needs to see what went wrong, and what is left.
    private string Circumstances(DivergenceException divergence)
    {
        var parts = new List<string>();
        string[] losses = [.. _losses.Zip(_lastFinite)
            .Where(loss => float.IsFinite(loss.Second.Loss))
            .Select(loss => $"{loss.First.Phase} {loss.Second.Loss:G6} (step {loss.Second.Step})")];
        parts.Add(losses.Length == 0 ? "no loss was finite before" : $"the last finite losses were {string.Join(", ", losses)}");
        if (divergence.Parameter is null)
        {
            parts.Add(_state.NotFinite() is { } name ? $"{name} is not finite" : "all parameters are finite");
        }

        if (_options.Folder is { } folder)
        {
            parts.Add(folder.Checkpoints.All is [var newest, ..] ? $"the checkpoint of step {newest.Step} stands ({newest.Path})" : "there is no checkpoint yet");
        }

        return string.Join("; ", parts);
    }

    private void Tell(string line)
    {
        _log?.Append(line);
        _options.Remark?.Invoke(line);
    }

    private TrainingProgress Progress(EpochMetrics? finished) => new(
        _state.Position.Step,
        Steps,
        Math.Min(_state.Position.Epoch + (finished is null ? 1 : 0), _recipe.Epochs),
        _recipe.Epochs,
        _minibatches.BatchesPerEpoch,
        _stepsHere == 0 ? 0 : (_trainingTime + _epochTime.Elapsed).TotalSeconds / _stepsHere,
        _losses,
        finished);
}
