using System.Diagnostics;
using Aae.Autograd.Profiling;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Hardware;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Trains the model of a recipe: minibatches, phases, validation after each epoch, checkpoints.</summary>
public sealed class Trainer
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly Recipe _recipe;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly WorkerTeam _team;
    private readonly Minibatches _minibatches;
    private readonly TrainingState _state;
    private readonly MetricsLog? _metrics;
    private readonly RunLog _log;
    private readonly RunStart? _start;
    private readonly CheckpointSettings _settings;
    private readonly BestMetric _bestMetric;
    private readonly CheckpointWriter? _checkpoints;
    private readonly DivergenceRecovery _recovery;
    private readonly EpochEvaluation _evaluation;
    private readonly PhaseLoss[] _losses;
    private readonly LabelledStream? _labelled;
    private readonly MinibatchLabels? _labels;
    private readonly ImageShift? _shift;
    private readonly TrainingStep[] _fullStep; // in pieces
    private readonly TrainingStep[] _lastStep;
    private readonly Stopwatch _epochTime = new();
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
        if (data.Validation.Count < 2)
        {
            throw new AaeException(
                $"data.name = {recipe.Data.Name}: {data.Validation.Name} has {data.Validation.Count} {(data.Validation.Count == 1 ? "image" : "images")}; 2 or more are needed, by which each epoch is measured");
        }

        _recipe = recipe;
        _data = data;
        _options = options ?? new TrainingOptions();
        _team = _options.Team ?? WorkerTeam.Default;
        var image = new ImageShape(data.Train.Height, data.Train.Width, data.Train.Channels);
        int evaluated = Math.Min(PassPool.BatchSize, Math.Max(data.Validation.Count, data.Test.Count));
        MemoryNeed.Check(recipe, image, Math.Min(recipe.Data.Piece ?? recipe.Data.Batch, data.Train.Count), evaluated, _options.Folder is not null, SystemMemory.TotalBytes);
        _state = new TrainingState(recipe, image);
        _minibatches = new Minibatches(
            data.Train.Count, recipe.Data.Batch, RandomStream.Named(recipe.Seed, "data/order"), recipe.Data.Shuffle);
        _losses = [.. _state.Model.Phases.Select(phase => new PhaseLoss(phase.Name, float.NaN))];
        _evaluation = new EpochEvaluation(recipe, _state, data, _team);

        int batch = Math.Min(recipe.Data.Batch, data.Train.Count);
        int last = data.Train.Count - batch * (_minibatches.BatchesPerEpoch - 1);
        _labelled = _state.Model.Classified is null ? null : new LabelledStream(data.Train, recipe, _team);
        _labels = _state.Model.Labels is { } code ? new MinibatchLabels(data.Train, recipe, code) : null;
        if (recipe.Data.Shift is { } shift)
        {
            _shift = new ImageShift(shift, data.Train, RandomStream.Named(recipe.Seed, "data/shift"));
        }

        _fullStep = NewStep(batch, image);
        _lastStep = last == batch ? _fullStep : NewStep(last, image);
        RequireCompany();

        if (_options is { Resume: true, InitialParameters: not null })
        {
            throw new ArgumentException("a run goes on from its checkpoint, not from initial parameters", nameof(options));
        }

        if (_options.InitialParameters is { } file)
        {
            ParameterFile.Apply(file, Safetensors.Read(file), _state.Model.Tensors, complete: false);
            _state.Average?.Restart();
        }

        RunFolder? folder = _options.Folder;
        if (folder is null && (_options.Resume || _options.OnDivergence == DivergencePolicy.Retry))
        {
            throw new ArgumentException("without a folder there is nothing to go on from or to go back to", nameof(options));
        }

        _log = new RunLog(folder?.Log, _options.Remark);
        RunEnvironment environment = RunEnvironment.Of(_team);
        ulong digest = folder is null ? 0 : data.Digest();
        try
        {
            SafetensorsFile? checkpoint = null;
            if (folder is not null)
            {
                _start = new RunStart(folder, _state, _log, environment, digest);
                if (_options.Resume)
                {
                    _lock = folder.Lock(); // the run is this process's own from here on
                    checkpoint = _start.Resume(_minibatches.BatchesPerEpoch, _options.KeepBest);
                }
            }

            _settings = CheckpointSettings.Of(_options, checkpoint?.Metadata, BestMetric.Default(_state.Model is { HasEncoder: true, Prior: not GeneratorPrior }));
            _bestMetric = new BestMetric(_settings.KeepBest, _losses.Select(loss => loss.Phase), EpochMetrics.ChoosingOf(_state.Model));
            if (folder is not null)
            {
                _metrics = new MetricsLog(folder.Metrics);
                _checkpoints = new CheckpointWriter(
                    folder, _state, _settings, _metrics, CheckpointFile.About(_state, _settings, environment, digest), checkpoint is null ? null : Position.Step);
            }
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }

        _recovery = new DivergenceRecovery(folder, _state, _settings.OnDivergence, _checkpoints, _metrics, _log, _minibatches.BatchesPerEpoch);
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

    /// <summary>Why the run is at its end; null while it is not.</summary>
    public string? Ended =>
        _state.Position.Epoch >= _recipe.Epochs ? (_recipe.Epochs == 1 ? "its epoch is done" : $"all {_recipe.Epochs} epochs are done")
        : _state.Position.Step >= Steps ? $"the {Steps} steps that were asked for are done"
        : _state.Stop?.Reason;

    /// <summary>Whether the run is at its end before its last epoch and step, as its recipe asks.</summary>
    public bool EndedEarly => _state.Position.Step < Steps && Ended is not null;

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
                _start?.Begin(
                    _options.Resume, _recipe, _recipe.Data.Labels is null ? null : _labelled?.Subset ?? _labels?.Subset, _settings, _metrics!, _checkpoints!);
            }
            catch (DivergenceException divergence)
            {
                _recovery.GoBack(divergence); // there is nothing yet to go back to: it tells the circumstances
            }

            long lastReport = Stopwatch.GetTimestamp();
            while (Ended is null)
            {
                EpochMetrics? finished;
                try
                {
                    finished = Advance(cancellation);
                }
                catch (DivergenceException divergence)
                {
                    _recovery.GoBack(divergence);
                    RestartEpochTime();
                    continue;
                }

                if (progress is not null && (finished is not null || Ended is not null || Stopwatch.GetElapsedTime(lastReport) > ReportInterval))
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

            _log.Append($"ended after step {_state.Position.Step}: {Ended}");
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
            _log.Append($"stopped on request after step {_state.Position.Step}");
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
            bool best = _state.Model.Phases.All(phase => phase.Active.First < _state.Position.Epoch) && _bestMetric.IsBetter(value, _state.Best);
            _state.Best = best ? value : _state.Best;
            _state.Retries = 0;
            _state.Stop?.Note(metrics);
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

    // A minibatch in as few pieces as may be, and these as equal as may be.
    private TrainingStep[] NewStep(int batch, ImageShape image)
    {
        int size = _recipe.Data.Piece ?? _recipe.Data.Batch;
        int most = (_recipe.Data.Batch + size - 1) / size;
        int pieces = (batch + size - 1) / size;
        return
        [
            .. Enumerable.Range(0, pieces).Select(piece =>
            {
                int rows = (int)((piece + 1L) * batch / pieces - (long)piece * batch / pieces);
                return new TrainingStep(new Tensor(new Shape(rows, image.Pixels)), _recipe.Seed, _team, _labelled?.Batch, piece, most)
                {
                    Labels = _state.Model.Labels is { } code ? new ImageLabels(code, rows) : null,
                    Profile = _options.Profile,
                };
            }),
        ];
    }

    // Batch norm needs a batch: one image has no deviation. Nor has one code a distance to others.
    private void RequireCompany()
    {
        bool hasDiscrepancy = _recipe.Match is DiscrepancyMatchRecipe;
        bool hasNorm = new[] { _recipe.Encoder, _recipe.Decoder, _recipe.Generator, _recipe.Discriminator, _recipe.DiscriminatorY }.Any(network => network is { BatchNorm.Any: true });
        if ((hasDiscrepancy || hasNorm) && _fullStep.Concat(_lastStep).Any(piece => piece.BatchSize == 1))
        {
            throw Alone(_recipe.Data.Piece is { } size
                ? $"data.piece = {size}: an image of a minibatch would be alone in its piece"
                : $"data.batch = {_recipe.Data.Batch}: the last of {_data.Train.Count} images would be alone in its batch");
        }

        if (_recipe.Encoder is { BatchNorm.Any: true } && _labelled?.Batch.Images.Shape.Rows == 1)
        {
            throw Alone($"data.labelledBatch = {_recipe.Data.LabelledBatch}: a labelled image would be alone in its batch");
        }

        AaeException Alone(string what) => new($"{what}, and {(hasDiscrepancy ? "a match of the kind mmd" : "batch norm")} needs two or more; allowed is another size");
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
                _shift?.Apply(piece.Images, at.Step, first);
                _labels?.Fill(examples.Slice(first, piece.BatchSize), piece.Labels!);
                first += piece.BatchSize;
            }

            _labelled?.Fill(at.Step);
        }

        for (int i = 0; i < _losses.Length; i++)
        {
            if (!_state.Model.Phases[i].Active.Contains(at.Epoch))
            {
                _losses[i] = new PhaseLoss(_losses[i].Phase, float.NaN);
                continue;
            }

            float loss = _state.Model.Phases[i].Run(pieces);
            _losses[i] = new PhaseLoss(_losses[i].Phase, loss);
            _recovery.Note(i, loss, at.Step);
            _state.LossSums[i] += (double)loss * examples.Length;
        }

        _state.Average?.Update(at.Step, _team);

        int batch = at.Batch + 1;
        _state.Position = batch == _minibatches.BatchesPerEpoch
            ? new TrainingPosition(at.Epoch + 1, 0, at.Step + 1)
            : new TrainingPosition(at.Epoch, batch, at.Step + 1);
        _stepsHere++;
    }

    private EpochMetrics EndEpoch()
    {
        using Profile.Scope? time = _options.Profile?.Part("validate");
        EpochMetrics metrics = _evaluation.Measure(_epochTime.Elapsed.TotalSeconds);
        RestartEpochTime();
        Array.Clear(_state.LossSums);
        _options.Folder?.RequireLock();
        _metrics?.Append(metrics);
        return metrics;
    }

    private void RestartEpochTime()
    {
        _trainingTime += _epochTime.Elapsed;
        _epochTime.Reset();
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
