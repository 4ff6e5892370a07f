using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Figures;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>aae likelihood: the Parzen-window estimate of table 1, of a model's samples or of those in a file.</summary>
internal sealed class LikelihoodCommand
{
    private const long MostSamples = 1_000_000_000_000;

    private readonly ScoredSamples _samples;
    private readonly Terminal _terminal;
    private readonly Option<IReadOnlyList<double>?> _grid = DeviationsOption.CreateGrid();
    private readonly Option<double?> _sigma = DeviationsOption.CreateOne();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly OutputFile _picture;

    private LikelihoodCommand(Command command, Terminal terminal)
    {
        _terminal = terminal;
        _samples = new ScoredSamples(command, terminal, MostSamples);
        foreach (Option option in (ReadOnlySpan<Option>)[_grid, _sigma, _json])
        {
            command.Add(option);
        }

        _picture = _samples.Picture(command, "likelihood.png");
        command.SetAction(Run);
    }

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "likelihood",
            "Estimate the log-likelihood of test images by a Parzen window over samples. Stopped, the same command goes on.",
            "aae likelihood runs/mnist-8d",
            "aae likelihood runs/mnist-8d --samples 10m",
            "aae likelihood runs/mnist-8d --grid 0.1..0.3:20 --sanity --json",
            "aae likelihood --samples-file samples.npy --data mnist");
        _ = new LikelihoodCommand(command, terminal);
        return command;
    }

    private int Run(ParseResult parse)
    {
        if (parse.GetValue(_grid) is not null && parse.GetValue(_sigma) is not null)
        {
            throw new UsageException("--grid lets validation images choose what --sigma gives; they cannot be given together");
        }

        if (parse.GetValue(_sigma) is not null && _picture.IsGiven(parse))
        {
            throw new UsageException("--output is for the curve over the --grid; of one --sigma there is none");
        }

        (Dataset data, IEnumerable<SampleSource> all) = _samples.Open(parse);
        WorkerTeam team = _samples.Team(parse);
        double peak = PeakSpeed.Measure(team);
        List<LikelihoodReport> rows = [];
        try
        {
            foreach (SampleSource samples in all)
            {
                rows.Add(Estimate(parse, data, team, samples));
                peak = rows.Count > 1 ? peak : Math.Max(peak, PeakSpeed.Measure(team)); // neighbours may have slowed one of the two
            }
        }
        catch when (rows.Count > 0)
        {
            Conclude(parse, rows, peak); // what is done is not lost where a later row is stopped or fails
            throw;
        }

        return Conclude(parse, rows, peak);
    }

    private LikelihoodReport Estimate(ParseResult parse, Dataset data, WorkerTeam team, SampleSource samples)
    {
        string? folder = _samples.Folder(parse)?.Path;
        using var line = new WorkLine(_terminal);
        var progress = new Reporter<ParzenProgress>(at => line.Show(() => Shown.Progress(at)));
        var options = new ParzenOptions { StateFolder = folder, Team = team, Remark = line.Remark };
        options = parse.GetValue(_grid) is { } grid ? options with { Deviations = grid } : options;
        options = parse.GetValue(_sigma) is { } sigma ? options with { Deviations = [sigma] } : options;
        try
        {
            return ParzenWindow.Estimate(samples, data, options, progress, _terminal.Cancellation);
        }
        catch (EstimateStoppedException stopped) when (folder is not null && samples.Identity is not null)
        {
            throw new InterruptedException($"stopped after {stopped.Samples} of {samples.Count} samples, what they gave is saved; the same command goes on");
        }
    }

    private int Conclude(ParseResult parse, IReadOnlyList<LikelihoodReport> rows, double peak)
    {
        // A picture that cannot be written does not take the numbers with it, which may be the work of hours.
        bool choseWindow = rows[0].Grid.Count > 1;
        string? figure = choseWindow ? _picture.PathOf(parse) : null, failure = null;
        try
        {
            if (figure is not null)
            {
                LikelihoodFigure.Write(figure, rows);
            }
        }
        catch (AaeException refused)
        {
            (figure, failure) = (null, refused.Message);
        }

        foreach (LikelihoodReport row in rows.Where(row => row.IsAtEdge))
        {
            _terminal.Messages.WriteLine($"{row.Samples}: σ {Shown.Value(row.Deviation)} lies at the edge of the grid; another --grid may find a better one");
        }

        double share = rows[0].Gflops / peak;
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(Json.Of(new LikelihoodResult(rows, peak, share, figure, LikelihoodReport.Caveat)));
        }
        else
        {
            Print(rows, choseWindow, share);
            if (figure is not null)
            {
                _terminal.Results.WriteLine(figure);
            }
        }

        if (failure is null)
        {
            return ExitCode.Success;
        }

        _terminal.Messages.WriteLine($"aae: {failure}");
        return ExitCode.Failure;
    }

    private void Print(IReadOnlyList<LikelihoodReport> rows, bool choseWindow, double share)
    {
        TextWriter results = _terminal.Results;
        results.WriteLine($"log-likelihood of {rows[0].ImageCount} images of {rows[0].Images}, in nats");
        Table.Write(_terminal, ["samples", "number", "σ", "mean", "±"], [.. rows.Select(row => new[]
        {
            row.Samples, $"{row.SampleCount}", Shown.Value(row.Deviation), row.LogLikelihood.ToString("F1"), row.StandardError.ToString("F1"),
        })]);
        if (choseWindow)
        {
            Table.Write(_terminal, ["σ", "validation", "test"], [.. rows[0].Grid.Select(point => new[]
            {
                Shown.Value(point.Deviation), point.Validation!.Value.ToString("F1"), point.Test?.ToString("F1") ?? "-",
            })]);
        }

        results.WriteLine(
            $"{rows[0].Samples}: {Shown.Time(rows[0].Seconds)}, {Shown.Rate(rows[0].SamplesPerSecond)} samples/s, {Shown.Rate(rows[0].Gflops)} GFLOP/s, {100 * share:F0} % of the FMA peak");
        results.WriteLine(LikelihoodReport.Caveat);
    }
}
