using System.CommandLine;
using System.Globalization;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>
/// Which samples a command scores, and against which data set: those of a run or of a file, and for comparison training images and
/// k-means centroids.
/// </summary>
internal sealed class ScoredSamples
{
    private const long DefaultCount = 10_000;

    private readonly ModelSource _source;
    private readonly Terminal _terminal;
    private readonly Option<long?> _samples;
    private readonly Option<string?> _file = new("--samples-file")
    {
        Description = "Score the samples in an .npy file instead: [n, pixels] (colours one channel after the other), [n, height, width] or with colours [n, 3, height, width] or [n, height, width, 3], in [0, 1].",
        HelpName = "FILE",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data set against whose test images samples are scored. [default: the one that the model was trained on]",
        HelpName = "NAME",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<bool> _sanity = new("--sanity")
    {
        Description = $"Score training images and k-means centroids too, at most {ReferenceSamples.Most} of each.",
    };

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of the samples and of k-means. [default: the recipe's, without a model 0]");
    private readonly Option<string?> _dataDir = CommonOptions.DataDir();

    /// <summary>Adds the argument RUN and the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="most">The most samples that a run may be asked for.</param>
    public ScoredSamples(Command command, Terminal terminal, long most)
    {
        _terminal = terminal;
        _samples = CountOption(most);
        _source = new ModelSource(command, needsData: false, optional: true);
        foreach (Option option in (ReadOnlySpan<Option>)[_samples, _file, _data, _sanity, _seed, _dataDir])
        {
            command.Add(option);
        }
    }

    /// <summary>The run's folder; null for a model file, or without a model.</summary>
    public RunFolder? Folder(ParseResult parse) => _source.Folder(parse);

    /// <summary>Adds the option -o for a picture.</summary>
    public OutputFile Picture(Command command, string defaultName) => new(command, _source, _terminal, defaultName, ".png");

    /// <summary>The threads to work with.</summary>
    public WorkerTeam Team(ParseResult parse) => _source.Team(parse);

    /// <summary>Checks the command line, reads the model and opens the data set.</summary>
    /// <param name="parse">The command line.</param>
    /// <returns>The data set, and the samples one after the other: what is costly is made when its turn comes.</returns>
    /// <exception cref="UsageException">Options do not go together.</exception>
    public (Dataset Data, IEnumerable<SampleSource> Samples) Open(ParseResult parse)
    {
        CheckCombination(parse);
        TrainedModel? model = _source.Named(parse) is null ? null : _source.Model(parse);
        Dataset data = Datasets.Open(parse.GetValue(_data) ?? model!.Recipe.Data.Name, parse.GetValue(_dataDir));
        ulong seed = parse.GetValue(_seed) ?? model?.Recipe.Seed ?? 0;
        SampleSource? named = (model, parse.GetValue(_file)) switch
        {
            ({ } run, _) => SampleSource.Of(run, parse.GetValue(_samples) ?? DefaultCount, seed),
            (_, { } file) => SampleSource.OfFile(file),
            _ => null,
        };
        return (data, Samples(parse, named, data, seed));
    }

    private IEnumerable<SampleSource> Samples(ParseResult parse, SampleSource? named, Dataset data, ulong seed)
    {
        if (named is not null)
        {
            yield return named;
        }

        if (parse.GetValue(_sanity))
        {
            yield return ReferenceSamples.TrainingImages(data);
            yield return Centroids(data, seed, Team(parse));
        }
    }

    private void CheckCombination(ParseResult parse)
    {
        bool hasModel = _source.Named(parse) is not null, hasFile = parse.GetValue(_file) is not null;
        string? wrong = (hasModel, hasFile) switch
        {
            (true, true) => "RUN and --samples-file are two kinds of samples; one of them can be scored",
            (false, false) when !parse.GetValue(_sanity) => "RUN is missing, or --samples-file with samples from elsewhere",
            (false, _) when parse.GetValue(_data) is null => "without RUN, --data names the data set against whose test images samples are scored",
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

    private SampleSource Centroids(Dataset data, ulong seed, WorkerTeam team)
    {
        using var line = new WorkLine(_terminal);
        var progress = new Reporter<int>(round => line.Show(() => $"k-means: {round} of {ReferenceSamples.Rounds} rounds"));
        return ReferenceSamples.Centroids(data, seed, team, progress, _terminal.Cancellation);
    }

    private static Option<long?> CountOption(long most) => new("--samples")
    {
        Description = $"How many samples RUN makes, as 10k or 1m. [default: {DefaultCount / 1000}k]",
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
            if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && number <= most / unit)
            {
                return number * unit;
            }

            result.AddError($"--samples {text}: allowed is a whole number from 1 to {most}, as 5000, 10k or 1m");
            return null;
        },
    };
}
