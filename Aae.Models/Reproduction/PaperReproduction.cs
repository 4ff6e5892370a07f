using System.Globalization;
using Aae.Core;
using Aae.Core.Data;
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
        Experiments = [.. options.Experiments.Select(experiment => new ExperimentResult(experiment, [.. experiment.Rows.Select(row => Plan(row, version))], Path.Combine(options.Folder, "charts"), options.Quick))];
    }

    /// <summary>The experiments and what is known of them so far.</summary>
    public IReadOnlyList<ExperimentResult> Experiments { get; }

    /// <summary>The runs of all experiments, in order.</summary>
    public IReadOnlyList<ReproducedRun> Runs => _runs;

    /// <summary>The page that shows all.</summary>
    public string Report => Path.Combine(_options.Folder, "report.html");

    /// <summary>Does what is left to do. A run that fails, by diverging or by damage in its folder, is noted and the rest goes on.</summary>
    /// <param name="train">Trains a run; null to train without showing anything.</param>
    /// <param name="tell">Told in a line what happens.</param>
    /// <param name="cancellation">Stops after the step under way; what was trained is saved.</param>
    /// <exception cref="AaeException">A data set is missing, or the report cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(Func<Trainer, TrainedModel>? train = null, Action<string>? tell = null, CancellationToken cancellation = default)
    {
        train ??= trainer => trainer.Run(null, cancellation);
        WriteReport();
        foreach ((int i, ReproducedRun run) in _runs.Index())
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i + 1}/{_runs.Count} {run.Recipe.Name}, seed {run.Recipe.Seed}");
            if (run.Evaluation is not null)
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
                    Complete(run, data, train, tell, cancellation);
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
    }

    private static string Work(ReproducedRun run)
    {
        string epochs = run.Recipe.Epochs == 1 ? "1 epoch" : string.Create(CultureInfo.InvariantCulture, $"{run.Recipe.Epochs} epochs");
        return run.Stage switch
        {
            RunStage.Missing => $"begins, {epochs}",
            RunStage.Cut => $"goes on, {epochs}",
            _ => "is trained, and evaluated now",
        };
    }

    private void Complete(ReproducedRun run, Dataset data, Func<Trainer, TrainedModel> train, Action<string>? tell, CancellationToken cancellation)
    {
        var trainer = new Trainer(run.Recipe, data, new TrainingOptions { Folder = run.Folder, Resume = run.Stage != RunStage.Missing, Remark = tell, Team = _options.Team });
        TrainedModel model = train(trainer);
        IReadOnlyList<string> figures = RunFigures.Write(run.Folder, model, data, cancellation);
        run.Finish(trainer.Position.Epoch, figures, ModelEvaluation.Run(model, data.Test, data, team: _options.Team, cancellation: cancellation));
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
