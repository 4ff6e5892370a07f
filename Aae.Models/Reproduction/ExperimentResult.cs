using System.Globalization;
using Aae.Models.Figures;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>What is known of an experiment.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Rows">Its models, of those that were asked for.</param>
/// <param name="References">Samples that no model made, beside those of its models.</param>
/// <param name="ChartFolder">The folder of its charts.</param>
/// <param name="IsQuick">Whether small models of the built-in digits stand for those of the paper's data.</param>
public sealed record ExperimentResult(Experiment Experiment, IReadOnlyList<RowResult> Rows, IReadOnlyList<ReproducedReference> References, string ChartFolder, bool IsQuick = false)
{
    /// <summary>What a question mark behind a number of the paper means.</summary>
    public const string RecalledFootnote = "? the paper's number is recalled, not confirmed";

    /// <summary>The line above <see cref="Table"/>, which says where ours do not compare with the paper's.</summary>
    public string Title => $"{Experiment.Name}: {Experiment.Title} ({Experiment.Section})"
        + (IsQuick ? $"; quick: ours are small models of the built-in digits, and do not compare with the paper's of {PaperData}" : "");

    /// <summary>The headings of <see cref="Table"/>.</summary>
    public IReadOnlyList<string> Headings => IsQuick
        ? ["model", "measure", $"paper ({PaperData})", "ours (digits)", "from"]
        : ["model", "measure", "paper", "ours", "from"];

    /// <summary>The paper's numbers beside ours, a row for each measure of each model.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Table =>
    [
        .. Rows.SelectMany(row => row.Row.Measures.Select(measure => (string[])
        [
            row.Row.Label,
            measure.Measure.Name,
            measure.Paper is { } paper ? measure.Measure.Show(paper) : "",
            row.Of(measure.Measure) is { } ours ? measure.Measure.Show(ours) : "",
            row.From,
        ])),
        .. References.SelectMany(reference => Experiment.References.Select(measure => (string[])
        [
            reference.Label,
            measure.Name,
            "",
            reference.Of(measure) is { } value ? measure.Show(value) : "",
            "no model",
        ])),
    ];

    /// <summary>The charts of which something is measured.</summary>
    public IReadOnlyList<ReproducedPicture> Charts =>
        [.. Experiment.Charts.Where(chart => Curves(chart).Count > 0).Select(chart => new ReproducedPicture(PathOf(chart), chart.Caption))];

    /// <summary>The runs that came to no end, each with the reason in a line.</summary>
    public IReadOnlyList<string> Failures => [.. Rows.SelectMany(row => row.Failures).Distinct()];

    /// <summary>Whether a number of the paper in it is only recalled.</summary>
    public bool HasRecalled => Rows.Any(row => row.Row.Measures.Any(measure => measure.Paper is { IsConfirmed: false }));

    /// <summary>Draws the charts of what is measured so far.</summary>
    internal void DrawCharts()
    {
        foreach (ExperimentChart chart in Experiment.Charts.Where(chart => Curves(chart).Count > 0))
        {
            LearningCurves.WriteSweep(PathOf(chart), Curves(chart), chart.Number, chart.Title);
        }
    }

    private string PathOf(ExperimentChart chart) => Path.Combine(ChartFolder, chart.File);

    // Names of data sets are acronyms.
    private string PaperData => Experiment.PaperData.ToUpperInvariant();

    // A curve for each series, of the means over seeds.
    private List<Curve> Curves(ExperimentChart chart) =>
    [
        .. from row in Rows
           let ours = row.Of(chart.Measure)
           where row.Row.Point is not null && ours is not null
           group (row.Row.Point!.Number, ours.Mean) by row.Row.Point!.Series into series
           select new Curve(series.Key, [.. series.OrderBy(point => point.Number)]),
    ];
}

/// <summary>What is known of a model of an experiment.</summary>
/// <param name="Row">The model.</param>
/// <param name="Runs">Its runs, one for each seed.</param>
public sealed record RowResult(ExperimentRow Row, IReadOnlyList<ReproducedRun> Runs)
{
    /// <summary>
    /// The pictures of the first run that is finished, with their captions: those of other seeds are like them, and lie in their runs.
    /// </summary>
    public IReadOnlyList<ReproducedPicture> Pictures
    {
        get
        {
            ReproducedRun? run = Runs.FirstOrDefault(run => run.Evaluation is not null);
            string seed = run is null || Runs.Count == 1 ? "" : Number($" (seed {run.Recipe.Seed})");
            return
            [
                .. from picture in Row.Pictures
                   join file in run?.Evaluation?.Figures ?? [] on picture.File equals Path.GetFileName(file)
                   select new ReproducedPicture(Path.Combine(run!.Folder.Path, file), $"{Row.Label}: {picture.Caption}{seed}"),
            ];
        }
    }

    /// <summary>What the numbers are from: how many seeds, and of how many epochs where the recipe has others.</summary>
    public string From
    {
        get
        {
            int finished = Runs.Count(run => run.Evaluation is not null);
            int failed = Runs.Count(run => run.Failure is not null);
            string seeds = finished switch
            {
                0 => "not finished",
                1 when Runs.Count == 1 => "one seed",
                _ when finished == Runs.Count => Number($"{finished} seeds"),
                _ => Number($"{(finished == 1 ? "one" : finished)} of {Runs.Count} seeds"),
            };
            return seeds + Epochs() + (failed > 0 ? Number($", {failed} failed") : "");
        }
    }

    /// <summary>The runs that came to no end, each with the reason in a line.</summary>
    public IReadOnlyList<string> Failures => [.. from run in Runs where run.Failure is not null select Number($"{run.Recipe.Name}, seed {run.Recipe.Seed}: {run.Failure}")];

    /// <summary>A measure over the runs that are finished; null if there is none, or it is not measured of this model.</summary>
    public MetricSummary? Of(Measure measure) => measure.Summarize(Runs.Select(run => run.Evaluation).OfType<RunEvaluation>());

    private string Epochs()
    {
        int[] had = [.. Runs.Select(run => run.Evaluation?.Epochs).OfType<int>()];
        int recipe = Runs[0].RecipeEpochs;
        if (had.All(epochs => epochs == recipe))
        {
            return "";
        }

        string range = had.Min() == had.Max() ? Number($"{had.Min()}") : Number($"{had.Min()} to {had.Max()}");
        return had.Max() <= recipe ? Number($", {range} of {recipe} epochs") : Number($", {range} epochs (the recipe has {recipe})");
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A picture of a run that is finished.</summary>
/// <param name="Path">The file.</param>
/// <param name="Caption">Of which model it is, and what it shows.</param>
public sealed record ReproducedPicture(string Path, string Caption);
