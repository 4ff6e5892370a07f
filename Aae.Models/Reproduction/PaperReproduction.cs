using System.Globalization;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Models.Evaluation;
using Aae.Models.Figures;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>
/// Reproduces experiments of the paper: trains what is missing, goes on with what was stopped, skips what is finished, and after
/// each run writes the report anew.
/// </summary>
public sealed class PaperReproduction
{
    private readonly ReproductionOptions _options;
    private readonly List<ReproducedRun> _runs = [];
    private readonly Dictionary<string, Dataset> _data = [];

    /// <summary>Finds out what is to be done. A run whose recipe cannot be read is noted as failed.</summary>
    /// <exception cref="AaeException">A folder holds a run by another recipe.</exception>
    public PaperReproduction(ReproductionOptions options)
    {
        _options = options;
        string version = RunEnvironment.Of(options.Team).Version;
        Experiments = [.. options.Experiments.Select(experiment => Plan(experiment, version))];
    }

    /// <summary>The experiments and what is known of them so far.</summary>
    public IReadOnlyList<ExperimentResult> Experiments { get; }

    /// <summary>The runs of all experiments, in order.</summary>
    public IReadOnlyList<ReproducedRun> Runs => _runs;

    /// <summary>The page that shows all.</summary>
    public string Report => Path.Combine(_options.Folder, "report.html");

    private string ChartFolder => Path.Combine(_options.Folder, "charts");

    private string ReferenceFolder => Path.Combine(_options.Folder, "references");

    /// <summary>Does what is left to do. A run that fails, by diverging or by damage in its folder, is noted and the rest goes on.</summary>
    /// <param name="train">Trains a run; null to train without showing anything.</param>
    /// <param name="tell">Told in a line what happens.</param>
    /// <param name="scoring">Told how far an estimate of a log-likelihood has come.</param>
    /// <param name="cancellation">Stops after the step under way; what was trained and scored is saved.</param>
    /// <exception cref="AaeException">A data set is missing, or the report cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(
        Func<Trainer, TrainedModel>? train = null, Action<string>? tell = null, IProgress<ParzenProgress>? scoring = null, CancellationToken cancellation = default)
    {
        train ??= trainer => trainer.Run(null, cancellation);
        var samples = new SampleScoring(_options.Team, tell, scoring, cancellation);
        foreach (string written in (string[])[_options.Folder, ChartFolder, ReferenceFolder])
        {
            AtomicFile.DeleteLeftovers(written);
        }

        RequireData();
        WriteReport();
        foreach ((int i, ReproducedRun run) in _runs.Index())
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i + 1}/{_runs.Count} {run.Recipe.Name}, seed {run.Recipe.Seed}");
            if (run.IsFinished)
            {
                tell?.Invoke($"{name}: finished already");
                continue;
            }

            if (run.Failure is null)
            {
                tell?.Invoke($"{name}: {Work(run)}; run {run.Folder.Path}");
                Dataset data = Data(run.Recipe.Data.Name); // without data no run comes to an end: that is no failure of this one
                try
                {
                    TrainedModel model = run.Evaluation is null ? Train(run, data, train, tell, cancellation) : TrainedModel.Load(run.Folder.LastCheckpoint, _options.Team);
                    WriteReport(); // a log-likelihood may take half an hour
                    samples.Complete(
                        name, run.Evaluation!, run.Asked, data, count => SampleSource.Of(model, count, run.Recipe.Seed), run.Folder.Path, run.Keep);
                }
                catch (AaeException failure)
                {
                    run.Failure = failure.Message;
                }
            }

            if (run.Failure is not null)
            {
                tell?.Invoke($"{name}: failed: {run.Failure}");
            }

            WriteReport();
        }

        foreach ((ExperimentResult experiment, ReproducedReference reference) in Experiments.SelectMany(experiment => experiment.References, ValueTuple.Create))
        {
            Dataset data = Data(reference.Data);
            samples.Complete(
                reference.Label, reference.Evaluation, Asked(experiment.Experiment.References), data, _ => reference.Samples(data, cancellation), folder: null, reference.Keep);
        }

        WriteReport();
    }

    // What is missing is said before hours of training.
    private void RequireData()
    {
        foreach (string name in _runs.Where(run => !run.IsFinished && run.Failure is null).Select(run => run.Recipe.Data.Name).Distinct())
        {
            if (!Datasets.Info(name, _options.DataDir).IsPresent)
            {
                Data(name);
            }
        }
    }

    private IEnumerable<Measure> Asked(IEnumerable<Measure> measures) => measures.Where(measure => measure != Measure.LogLikelihoodOfTenMillion || _options.TenMillion);

    private static string Work(ReproducedRun run)
    {
        string epochs = run.Recipe.Epochs == 1 ? "1 epoch" : string.Create(CultureInfo.InvariantCulture, $"{run.Recipe.Epochs} epochs");
        return run.Stage switch
        {
            RunStage.Missing => $"begins, {epochs}",
            RunStage.Cut => $"goes on, {epochs}",
            _ => run.Evaluation is null ? "is trained, and evaluated now" : "is trained and evaluated, and its samples are measured now",
        };
    }

    private TrainedModel Train(ReproducedRun run, Dataset data, Func<Trainer, TrainedModel> train, Action<string>? tell, CancellationToken cancellation)
    {
        var trainer = new Trainer(run.Recipe, data, new TrainingOptions { Folder = run.Folder, Resume = run.Stage != RunStage.Missing, Remark = tell, Team = _options.Team });
        TrainedModel model = train(trainer);
        IReadOnlyList<string> figures = RunFigures.Write(run.Folder, model, data, cancellation);
        run.Finish(
            trainer.Position.Epoch, figures, model.HasEncoder ? ModelEvaluation.Run(model, data.Test, data, team: _options.Team, cancellation: cancellation) : null);
        return model;
    }

    private Dataset Data(string name)
    {
        if (!_data.TryGetValue(name, out Dataset? data))
        {
            data = Datasets.Open(name, _options.DataDir, _options.Quick ? QuickScale.Images : null);
            _data.Add(name, data);
        }

        return data;
    }

    private ExperimentResult Plan(Experiment experiment, string version)
    {
        RowResult[] rows = [.. experiment.Rows.Select(row => Plan(row, version))];
        string[] data = [.. rows.SelectMany(row => row.Runs).Select(run => run.Recipe.Data.Name).Distinct()];
        return new ExperimentResult(
            experiment,
            rows,
            experiment.References.Count == 0 ? [] : [.. data.SelectMany(name => References(name, data.Length == 1 ? "" : $" of {name}", version))],
            ChartFolder,
            _options.Quick);
    }

    private IEnumerable<ReproducedReference> References(string data, string ofWhich, string version)
    {
        string PathOf(string name) => Path.Combine(ReferenceFolder, $"{data}-{name}.json");
        yield return new ReproducedReference($"training images{ofWhich}", data, PathOf("images"), version, (images, _) => ReferenceSamples.TrainingImages(images));
        yield return new ReproducedReference(
            $"k-means centroids{ofWhich}", data, PathOf("centroids"), version, (images, cancellation) => ReferenceSamples.Centroids(images, seed: 0, _options.Team, cancellation: cancellation));
    }

    private RowResult Plan(ExperimentRow row, string version) => new(_options.Quick ? row with { Label = row.TwinLabel ?? row.Label } : row, _options.Seeds is { } seeds
        ? [.. seeds.Select(seed => Plan(row, version, $"seed={seed.ToString(CultureInfo.InvariantCulture)}"))]
        : [Plan(row, version, [])]);

    private ReproducedRun Plan(ExperimentRow row, string version, params string[] seed)
    {
        string name = row.RunName(_options.Quick);
        Recipe recipe = _options.Quick
            ? QuickScale.Of(RecipeCatalog.Load(row.Twin, [.. row.TwinChanges, .. row.Changes, .. seed]))
            : RecipeCatalog.Load(row.Recipe, [.. row.Changes, .. seed]);
        string folder = Path.Combine(_options.Folder, name, string.Create(CultureInfo.InvariantCulture, $"seed-{recipe.Seed}"));
        ReproducedRun? run = _runs.Find(run => run.Folder.Path == folder);
        if (run is null)
        {
            run = new ReproducedRun(recipe with { Name = name }, _options.Epochs ?? recipe.Epochs, new RunFolder(folder), version);
            _runs.Add(run);
        }

        run.Ask(Asked(row.Measures.Select(measure => measure.Measure)));
        return run;
    }

    private void WriteReport()
    {
        foreach (ExperimentResult result in Experiments)
        {
            result.DrawCharts();
        }

        HtmlReport.Write(Report, _options, Experiments, Runs);
    }
}
