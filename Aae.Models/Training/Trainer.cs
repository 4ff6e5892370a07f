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
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    private readonly Recipe _recipe;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly WorkerTeam _team;
    private readonly Minibatches _minibatches;
    private readonly TrainingState _state;
    private readonly MetricsLog? _metrics;
    private readonly PhaseLoss[] _losses;
    private readonly LabelledStream? _labelled;
    private readonly TrainingStep _fullStep;
    private readonly TrainingStep? _lastStep;
    private readonly Stopwatch _epochTime = new();
    private ValidationPass? _validation;
    private Tensor? _priorSamples;
    private double _best = double.PositiveInfinity;
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

        int batch = Math.Min(recipe.Data.Batch, data.Train.Count);
        int last = data.Train.Count - batch * (_minibatches.BatchesPerEpoch - 1);
        _labelled = _state.Model.Classified is null ? null : new LabelledStream(data.Train, recipe, _team);
        if (last == 1 && new[] { recipe.Encoder, recipe.Decoder }.Any(network => network.BatchNorm))
        {
            throw new AaeException(
                $"data.batch = {recipe.Data.Batch}: the last of {data.Train.Count} images would be alone in its batch, and batch norm needs two or more; allowed is another size");
        }

        _fullStep = NewStep(batch, image);
        _lastStep = last == batch ? null : NewStep(last, image);

        if (_options.InitialParameters is { } file)
        {
            ParameterFile.Apply(file, Safetensors.Read(file), _state.Model.Tensors, complete: false);
            _state.Average?.Restart();
        }

        if (_options.Folder is { } folder)
        {
            _metrics = new MetricsLog(folder.Metrics);
            if (_options.Resume)
            {
                _state.Load(folder.LastCheckpoint, _minibatches.BatchesPerEpoch);
                _best = File.Exists(folder.BestCheckpoint) ? TrainingState.ReadBest(folder.BestCheckpoint) : double.PositiveInfinity;
            }
        }
        else if (_options.Resume)
        {
            throw new ArgumentException("there is nothing to resume without a folder", nameof(options));
        }
    }

    /// <summary>Where the run stands.</summary>
    public TrainingPosition Position => _state.Position;

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
        using IDisposable? alone = _options.Folder?.Lock();
        if (_options.Folder is { } folder)
        {
            Begin(folder);
        }

        long lastReport = Stopwatch.GetTimestamp();
        while (_state.Position.Step < Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                SaveCheckpoint();
                cancellation.ThrowIfCancellationRequested();
            }

            _epochTime.Start();
            Step();
            _epochTime.Stop();

            bool epochDone = _state.Position.Batch == 0;
            bool runDone = _state.Position.Step == Steps;
            EpochMetrics? finished = null;
            if (epochDone || runDone)
            {
                _state.RequireFinite();
                finished = epochDone ? EndEpoch() : null;
                SaveCheckpoint();
                SaveIfBest(finished);
            }

            if (progress is not null && (epochDone || runDone || Stopwatch.GetElapsedTime(lastReport) > ReportInterval))
            {
                progress.Report(Progress(finished));
                lastReport = Stopwatch.GetTimestamp();
            }
        }

        return new TrainedModel(_recipe, _state.FinishedModel(), _team);
    }

    private TrainingStep NewStep(int batch, ImageShape image) =>
        new(new Tensor(new Shape(batch, image.Pixels)), _recipe.Seed, _team, _labelled?.Batch) { Profile = _options.Profile };

    /// <summary>One step: the phases in turn on the next minibatch. Allocates nothing once each batch size has been seen.</summary>
    internal void Step()
    {
        using Profile.Scope? all = _options.Profile?.Phase("step");
        TrainingPosition at = _state.Position;
        ReadOnlySpan<int> examples = _minibatches.Batch(at.Epoch, at.Batch);
        TrainingStep step = examples.Length == _fullStep.BatchSize ? _fullStep : _lastStep!;
        step.Number = at.Step;
        step.Epoch = at.Epoch;
        using (_options.Profile?.Part("gather the minibatch"))
        {
            _data.Train.Gather(examples, step.Images);
            _labelled?.Fill(at.Step);
        }

        for (int i = 0; i < _losses.Length; i++)
        {
            float loss = _state.Model.Phases[i].Run(step);
            _losses[i] = new PhaseLoss(_losses[i].Phase, loss);
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
        _validation ??= new ValidationPass(_state.Model, _data.Validation, _team);
        _priorSamples ??= new TrainedModel(_recipe, _state.Model, _team).Prior.Sample(_data.Validation.Count, _recipe.Seed);
        _state.Average?.Exchange(); // what is validated is what the run gives
        double reconstruction = _validation.Run();
        _state.Average?.Exchange();
        var metrics = new EpochMetrics
        {
            Epoch = _state.Position.Epoch,
            Step = _state.Position.Step,
            Loss = _state.Model.Phases.Select((phase, i) => (phase.Name, _state.LossSums[i] / _data.Train.Count)).ToDictionary(),
            ValidationReconstruction = reconstruction,
            ValidationError = _validation.ClassificationError,
            ValidationSlicedWasserstein = SlicedWasserstein.Distance(
                _validation.Codes, _priorSamples, 64, RandomStream.Named(_recipe.Seed, "validation/projections"), _team),
            Seconds = _epochTime.Elapsed.TotalSeconds,
        };
        _trainingTime += _epochTime.Elapsed;
        _epochTime.Reset();
        Array.Clear(_state.LossSums);
        _metrics?.Append(metrics);
        return metrics;
    }

    private void Begin(RunFolder folder)
    {
        if (_options.Resume)
        {
            _metrics!.Rewind(_state.Position.Step);
        }
        else if (folder.HoldsRun)
        {
            throw new AaeException($"{folder.Path}: there is a run already; choose another folder, or resume it");
        }

        folder.Describe(_recipe, _team); // again on resuming: more epochs may be wanted, on another machine
        if (_labelled is not null && _recipe.Data.Labels is not null)
        {
            folder.Describe(_labelled);
        }

        if (!_options.Resume)
        {
            SaveCheckpoint(); // whatever happens in the first epoch, the run can go on
        }
    }

    private void SaveCheckpoint()
    {
        if (_options.Folder is { } folder)
        {
            _state.RequireFinite();
            _state.Save(folder.LastCheckpoint);
        }
    }

    // After the checkpoint: that the run can go on does not wait for a second file.
    private void SaveIfBest(EpochMetrics? metrics)
    {
        if (metrics is not null && metrics.ValidationReconstruction < _best)
        {
            _best = metrics.ValidationReconstruction;
            if (_options.Folder is { } folder)
            {
                _state.SaveBest(folder.BestCheckpoint, _best);
            }
        }
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
