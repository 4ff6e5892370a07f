using System.CommandLine;
using System.Globalization;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Figures;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>aae likelihood: the Parzen-window estimate of table 1, of a model's samples or of those in a file.</summary>
internal sealed class LikelihoodCommand
{
    private const long DefaultCount = 10_000;
    private const long MostSamples = 1_000_000_000_000;

    private readonly ModelSource _source;
    private readonly Terminal _terminal;
    private readonly Option<long?> _samples = CountOption();
    private readonly Option<string?> _file = new("--samples-file")
    {
        Description = "Score the samples in an .npy file instead: [n, pixels] or [n, height, width] in [0, 1].",
        HelpName = "FILE",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data set whose test images are scored. [default: the one that the model was trained on]",
        HelpName = "NAME",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<IReadOnlyList<double>?> _grid = DeviationsOption.CreateGrid();
    private readonly Option<double?> _sigma = DeviationsOption.CreateOne();
    private readonly Option<bool> _sanity = new("--sanity")
    {
        Description = $"Score training images and k-means centroids too, at most {ReferenceSamples.Most} of each.",
    };

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of the samples and of k-means. [default: the recipe's, without a model 0]");
    private readonly Option<string?> _dataDir = CommonOptions.DataDir();
    private readonly Option<bool> _json = CommonOptions.Json();

    private LikelihoodCommand(Command command, Terminal terminal)
    {
        _terminal = terminal;
        _source = new ModelSource(command, needsData: false, optional: true);
        foreach (Option option in (ReadOnlySpan<Option>)[_samples, _file, _data, _grid, _sigma, _sanity, _seed, _dataDir, _json])
        {
            command.Add(option);
        }

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
        CheckCombination(parse);
        WorkerTeam team = _source.Team(parse);
        TrainedModel? model = _source.Named(parse) is null ? null : _source.Model(parse);
        Dataset data = Datasets.Open(parse.GetValue(_data) ?? model!.Recipe.Data.Name, parse.GetValue(_dataDir));
        ulong seed = parse.GetValue(_seed) ?? model?.Recipe.Seed ?? 0;
        double peak = PeakSpeed.Measure(team);
        List<LikelihoodReport> rows = [];
        try
        {
            if (model is not null || parse.GetValue(_file) is not null)
            {
                rows.Add(Estimate(parse, data, team, model is null
                    ? SampleSource.OfFile(parse.GetValue(_file)!)
                    : SampleSource.Of(model, parse.GetValue(_samples) ?? DefaultCount, seed)));
                peak = Math.Max(peak, PeakSpeed.Measure(team)); // neighbours may have slowed one of the two
            }

            if (parse.GetValue(_sanity))
            {
                rows.Add(Estimate(parse, data, team, ReferenceSamples.TrainingImages(data)));
                rows.Add(Estimate(parse, data, team, Centroids(data, seed, team)));
            }
        }
        catch (OperationCanceledException) when (rows.Count > 0)
        {
            Conclude(parse, rows, peak); // what is done is not lost
            throw;
        }

        Conclude(parse, rows, peak);
        return ExitCode.Success;
    }

    private void CheckCombination(ParseResult parse)
    {
        bool hasModel = _source.Named(parse) is not null, hasFile = parse.GetValue(_file) is not null;
        string? wrong = (hasModel, hasFile) switch
        {
            (true, true) => "RUN and --samples-file are two kinds of samples; one of them can be scored",
            (false, false) when !parse.GetValue(_sanity) => "RUN is missing, or --samples-file with samples from elsewhere",
            (false, _) when parse.GetValue(_data) is null => "without RUN, --data names the data set whose test images are scored",
            _ when parse.GetValue(_grid) is not null && parse.GetValue(_sigma) is not null => "--grid lets validation images choose what --sigma gives; they cannot be given together",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new UsageException(wrong);
        }

        foreach (Option option in hasModel ? [] : (ReadOnlySpan<Option>)[_samples, _source.Best, .. parse.GetValue(_sanity) ? [] : new[] { _seed }])
        {
            if (parse.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} says which samples RUN makes; it cannot be given without RUN");
            }
        }
    }

    private LikelihoodReport Estimate(ParseResult parse, Dataset data, WorkerTeam team, SampleSource samples)
    {
        string? folder = _source.Folder(parse)?.Path;
        long done = 0;
        using var line = new WorkLine(_terminal);
        var progress = new Reporter<ParzenProgress>(at =>
        {
            done = at.Done;
            line.Show(() => Shown.Progress(at));
        });
        var options = new ParzenOptions { StateFolder = folder, Team = team, Remark = line.Remark };
        options = parse.GetValue(_grid) is { } grid ? options with { Deviations = grid } : options;
        options = parse.GetValue(_sigma) is { } sigma ? options with { Deviations = [sigma] } : options;
        try
        {
            return ParzenWindow.Estimate(samples, data, options, progress, _terminal.Cancellation);
        }
        catch (OperationCanceledException) when (folder is not null && samples.Identity is not null)
        {
            throw new InterruptedException($"stopped after {done} of {samples.Count} samples, what they gave is saved; the same command goes on");
        }
    }

    private SampleSource Centroids(Dataset data, ulong seed, WorkerTeam team)
    {
        using var line = new WorkLine(_terminal);
        return ReferenceSamples.Centroids(
            data, seed, team,
            new Reporter<int>(round => line.Show(() => $"k-means: {round} of {ReferenceSamples.Rounds} rounds")), _terminal.Cancellation);
    }

    private void Conclude(ParseResult parse, IReadOnlyList<LikelihoodReport> rows, double peak)
    {
        string? figure = null;
        if (rows[0].Grid.Count > 1)
        {
            figure = _source.DefaultFile(parse, "likelihood.png");
            LikelihoodFigure.Write(figure, rows);
        }

        foreach (LikelihoodReport row in rows.Where(row => row.IsAtEdge))
        {
            _terminal.Messages.WriteLine($"{row.Samples}: σ {Shown.Value(row.Deviation)} lies at the edge of the grid; another --grid may find a better one");
        }

        double share = rows[0].Gflops / peak;
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(Json.Of(new LikelihoodResult(rows, peak, share, figure, LikelihoodReport.Caveat)));
            return;
        }

        TextWriter results = _terminal.Results;
        results.WriteLine($"log-likelihood of {rows[0].ImageCount} images of {rows[0].Images}, in nats");
        Table.Write(_terminal, ["samples", "number", "σ", "mean", "±"], [.. rows.Select(row => new[]
        {
            row.Samples, $"{row.SampleCount}", Shown.Value(row.Deviation), row.LogLikelihood.ToString("F1"), row.StandardError.ToString("F1"),
        })]);
        if (figure is not null)
        {
            Table.Write(_terminal, ["σ", "validation", "test"], [.. rows[0].Grid.Select(point => new[]
            {
                Shown.Value(point.Deviation), point.Validation!.Value.ToString("F1"), point.Test?.ToString("F1") ?? "-",
            })]);
        }

        results.WriteLine(
            $"{rows[0].Samples}: {Shown.Time(rows[0].Seconds)}, {Shown.Rate(rows[0].SamplesPerSecond)} samples/s, {Shown.Rate(rows[0].Gflops)} GFLOP/s, {100 * share:F0} % of the FMA peak");
        results.WriteLine(LikelihoodReport.Caveat);
        if (figure is not null)
        {
            results.WriteLine(figure);
        }
    }

    private static Option<long?> CountOption() => new("--samples")
    {
        Description = $"How many samples RUN makes, as 10k or 10m. [default: {DefaultCount / 1000}k]",
        HelpName = "N",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            (string digits, long unit) = text switch
            {
                [.. var head, 'k' or 'K'] => (head, 1000),
                [.. var head, 'm' or 'M'] => (head, 1_000_000),
                _ => (text, 1L),
            };
            if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && number <= MostSamples / unit)
            {
                return number * unit;
            }

            result.AddError($"--samples {text}: allowed is a whole number from 1 to {MostSamples}, as 5000, 10k or 10m");
            return null;
        },
    };
}
