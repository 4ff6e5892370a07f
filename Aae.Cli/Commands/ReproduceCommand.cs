using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Models.Evaluation;
using Aae.Models.Reproduction;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>aae reproduce: the paper's tables and figures, its numbers beside ours.</summary>
internal sealed class ReproduceCommand
{
    private const string DefaultFolder = "runs/reproduction";

    private static readonly string[] LabelNames = ["100", "1000", "all", "none"];

    private readonly Argument<string[]> _names = new("LIST")
    {
        HelpName = "LIST",
        Description = $"Experiments: {string.Join(", ", ExperimentCatalog.Experiments.Select(experiment => experiment.Name))}, or {ExperimentCatalog.All}.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "Of experiments by numbers of labels only the models with 100, 1000, all or none.",
        HelpName = "100|1000|all|none",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string labels = result.Tokens[0].Value;
            if (!LabelNames.Contains(labels))
            {
                result.AddError($"--labels {labels}: allowed is {string.Join(", ", LabelNames[..^1])} or {LabelNames[^1]}");
            }

            return labels;
        },
    };

    private readonly Option<IReadOnlyList<ulong>?> _seeds = SeedsOption.Create("The seeds, as 0..4 or 1,5,7: each gives a run of every model. [default: the recipes']");
    private readonly Option<int?> _epochs = CommonOptions.Whole("--epochs", "Epochs of each run. [default: the recipes']", 1, 1_000_000);
    private readonly Option<bool> _quick = new("--quick") { Description = "Train small models of the built-in digits instead: a few minutes for all." };
    private readonly Option<bool> _tenMillion = new("--ten-million")
    {
        Description = "Estimate log-likelihoods by ten million samples too, where the paper has one: about half an hour each on two cores.",
    };

    private readonly Option<string?> _out = new("--out") { Description = $"The folder of the runs and of report.html. [default: {DefaultFolder}, with --quick {DefaultFolder}-quick]", HelpName = "DIR" };
    private readonly Option<string?> _dataDir = CommonOptions.DataDir();
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Terminal _terminal;
    private readonly TrainingDisplay _display;

    private ReproduceCommand(Terminal terminal)
    {
        _terminal = terminal;
        _display = new TrainingDisplay(terminal);
    }

    public static Command Create(Terminal terminal)
    {
        var reproduce = new ReproduceCommand(terminal);
        reproduce._names.CompletionSources.Add(_ => [.. ExperimentCatalog.Experiments.Select(experiment => experiment.Name), ExperimentCatalog.All]);
        reproduce._labels.CompletionSources.Add(LabelNames);
        var command = new Verb(
            "reproduce",
            "Train what the paper's tables and figures need, and show its numbers beside ours. What is finished is skipped, what was stopped goes on.",
            "aae reproduce all --quick",
            "aae reproduce table-1 --ten-million",
            "aae reproduce table-2 --labels 100 --seeds 0..4 --epochs 50",
            "aae reproduce figure-2 table-3 --out runs/paper")
        {
            reproduce._names, reproduce._labels, reproduce._seeds, reproduce._epochs, reproduce._quick, reproduce._tenMillion, reproduce._out,
            reproduce._dataDir, reproduce._threads, reproduce._json,
        };
        command.SetAction(reproduce.Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        PaperReproduction reproduction = Prepare(parse);
        Trainer? training = null;
        using var line = new WorkLine(_terminal);
        try
        {
            reproduction.Run(
                trainer => _display.Run(training = trainer),
                remark =>
                {
                    line.Dispose(); // a progress line would stand before it
                    _display.Remark(remark);
                },
                new Reporter<ParzenProgress>(at => line.Show(() => Shown.Progress(at))),
                _terminal.Cancellation);
        }
        catch (OperationCanceledException) when (_terminal.Cancellation.IsCancellationRequested)
        {
            line.Dispose();
            string where = training is { Ended: null }
                ? $"after step {training.Position.Step} of {training.Steps} of a run, a checkpoint is saved"
                : "while nothing was trained, what was measured is saved";
            throw new InterruptedException($"stopped {where}; the same command goes on, and {reproduction.Report} shows what is finished");
        }

        line.Dispose();
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(Json.Of(Summary(reproduction)));
        }
        else
        {
            Write(reproduction);
        }

        int failed = reproduction.Runs.Count(run => run.Failure is not null);
        return failed == 0 ? ExitCode.Success : throw new AaeException($"{failed} of {reproduction.Runs.Count} runs failed; {reproduction.Report} says why");
    }

    private PaperReproduction Prepare(ParseResult parse)
    {
        bool quick = parse.GetValue(_quick);
        return new PaperReproduction(new ReproductionOptions
        {
            Experiments = Selected(parse),
            Folder = parse.GetValue(_out) ?? (quick ? $"{DefaultFolder}-quick" : DefaultFolder),
            Seeds = parse.GetValue(_seeds),
            Epochs = parse.GetValue(_epochs),
            Quick = quick,
            TenMillion = parse.GetValue(_tenMillion),
            DataDir = parse.GetValue(_dataDir),
            Team = CommonOptions.Team(parse.GetValue(_threads)),
            Command = string.Join(' ', ["aae", .. parse.Tokens.Select(token => ShellWord.Of(token.Value))]),
        });
    }

    private IReadOnlyList<Experiment> Selected(ParseResult parse)
    {
        try
        {
            return ExperimentCatalog.Select(parse.GetRequiredValue(_names), parse.GetValue(_labels));
        }
        catch (AaeException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private void Write(PaperReproduction reproduction)
    {
        foreach (ExperimentResult result in reproduction.Experiments)
        {
            _terminal.Results.WriteLine(result.Title);
            Table.Write(_terminal, result.Headings, result.Table);
            if (result.HasRecalled)
            {
                _terminal.Results.WriteLine(ExperimentResult.RecalledFootnote);
            }

            foreach (string failure in result.Failures)
            {
                _terminal.Results.WriteLine($"failed: {failure}");
            }

            _terminal.Results.WriteLine();
        }

        _terminal.Results.WriteLine(reproduction.Report);
    }

    private static ReproductionSummary Summary(PaperReproduction reproduction) => new(
        reproduction.Report,
        [.. reproduction.Experiments.Select(result => new ReproducedExperiment(
            result.Experiment.Name, result.Experiment.Section, result.Experiment.Title, result.Experiment.PaperData, [.. result.Rows.Select(Summary)], [.. result.References.Select(reference => Summary(result, reference))],
            [.. result.Charts.Select(chart => chart.Path)]))]);

    private static ReproducedModel Summary(RowResult row) => new(
        row.Row.Label,
        row.Runs[0].Recipe.Data.Name,
        row.From,
        [.. row.Runs.Select(run => run.Folder.Path)],
        [.. row.Row.Measures.Select(measure => Summary(row, measure))],
        [.. row.Pictures.Select(picture => picture.Path)],
        row.Failures);

    private static ReproducedSamples Summary(ExperimentResult result, ReproducedReference reference) => new(
        reference.Label, reference.Data, [.. result.Experiment.References.Select(measure => Summary(measure, paper: null, reference.Of(measure)))]);

    private static ReproducedMeasure Summary(RowResult row, MeasureInPaper measure) => Summary(measure.Measure, measure.Paper, row.Of(measure.Measure));

    private static ReproducedMeasure Summary(Measure what, PaperValue? paper, MetricSummary? ours) =>
        new(what.Name, what.IsShare ? "%" : "", paper?.Value, paper?.Error, paper?.IsConfirmed, ours?.Mean, ours?.StandardError, ours?.Values ?? []);
}
