using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Aae.Autograd.Profiling;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Hardware;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Figures;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>aae train: trains a recipe's model, or goes on with a run.</summary>
internal sealed class TrainCommand
{
    private const string DefaultRecipe = "digits-2d";

    private readonly Argument<string?> _recipe = new("RECIPE")
    {
        HelpName = "RECIPE", // else the help would list the completions here
        Description = $"A built-in recipe ('aae recipes' lists them) or the path of a .json file. [default: {DefaultRecipe}]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Replace a key of the recipe, as in phases.generator.rate=0.05; may be given again.",
        HelpName = "PATH=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of all that is random. [default: the recipe's]");
    private readonly Option<IReadOnlyList<ulong>?> _seeds = SeedsOption.Create(
        "Train a run for each of several seeds in turn, as 0..4 or 0,3,7, in the folders seed-N of --out, and summarize them. The same command again goes on with the run that was cut and passes over those that are finished. [--out: runs/RECIPE-seeds]");

    private readonly Option<int?> _epochs = CommonOptions.Whole("--epochs", "Passes over the training images. [default: the recipe's]", 1, 1_000_000);
    private readonly Option<ulong?> _steps = CommonOptions.Whole("--steps", "Stop after this many steps, counted from the run's beginning.", 1UL, ulong.MaxValue);
    private readonly Option<string?> _out = new("--out") { Description = "The run's folder. [default: a new one, runs/RECIPE]", HelpName = "DIR" };
    private readonly Option<string?> _dataDir = CommonOptions.DataDir();
    private readonly Option<string?> _init = new("--init") { Description = "Starting values of parameters, by name.", HelpName = "FILE.safetensors" };
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on with the run in a folder; --epochs and --steps may be raised.",
        HelpName = "RUN",
        Arity = ArgumentArity.ZeroOrOne, // the folder may be given by --out
    };

    private readonly Option<CheckpointInterval?> _checkpointEvery = new("--checkpoint-every")
    {
        Description = "Save within epochs too: every N steps, or after a time as 30s, 10m or 2h. [default: 10m]",
        HelpName = "N|TIME",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Interval,
    };

    private readonly Option<int?> _keepLast = CommonOptions.Whole("--keep-last", "Checkpoints to keep, the newest ones. [default: 2]", 1, 1_000_000);
    private readonly Option<string?> _keepBest = new("--keep-best")
    {
        Description = "The number of metrics.jsonl by which the best model is chosen, as loss.reconstruction. [default: validationReconstruction, without an encoder and in gmmn validationSlicedWasserstein]",
        HelpName = "METRIC",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<DivergencePolicy?> _onDivergence = new("--on-divergence")
    {
        Description = "When a number is not finite: stop, or retry from the last good checkpoint with half of all learning rates. [default: stop]",
        HelpName = "stop|retry",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Policy,
    };

    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but the run's folder." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ProfileOptions _profile = new();
    private readonly Terminal _terminal;
    private readonly TrainingDisplay _display;

    private TrainCommand(Terminal terminal)
    {
        _terminal = terminal;
        _display = new TrainingDisplay(terminal);
    }

    public static Command Create(Terminal terminal)
    {
        var train = new TrainCommand(terminal);
        train._recipe.CompletionSources.Add(_ => RecipeCatalog.Names);
        var command = new Verb(
            "train",
            "Train a model by a recipe, or go on with a run. Ctrl+C saves a checkpoint; a second one ends at once.",
            "aae train",
            "aae train mnist-8d --out runs/m8 --epochs 20 --seed 1",
            "aae train digits-2d --set code.z.prior.deviation=2 --set encoder.hidden='[256, 256]'",
            "aae train mnist-8d --checkpoint-every 1m --keep-last 5 --keep-best validationSlicedWasserstein",
            "aae train --resume runs/m8 --epochs 40",
            "aae train mnist-semi-supervised-100 --seeds 0..4 --out runs/ssl100",
            "aae train mnist-8d --steps 300 --profile --trace timeline.json")
        {
            train._recipe, train._set, train._seed, train._seeds, train._epochs, train._steps, train._out, train._dataDir, train._init,
            train._resume, train._checkpointEvery, train._keepLast, train._keepBest, train._onDivergence, train._threads, train._quiet, train._json,
        };
        train._profile.AddTo(command);
        command.SetAction(train.Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        if (parse.GetValue(_seeds) is { } seeds)
        {
            return Run(parse, seeds);
        }

        long start = Stopwatch.GetTimestamp();
        bool quiet = parse.GetValue(_quiet);
        Profile? profile = _profile.Begin(parse);
        bool resume = parse.GetResult(_resume) is not null;
        (Recipe recipe, RunFolder folder) = ProfileOptions.Part(profile, "read the recipe", () => resume ? Resumed(parse) : Started(parse));
        WorkerTeam team = CommonOptions.Team(parse.GetValue(_threads));
        Dataset data = ProfileOptions.Part(profile, "open the data", () => Open(parse, recipe));
        (Trainer trainer, IReadOnlyList<string> figures) = Train(
            parse, recipe, folder, resume, data, team, profile, $"go on with: aae train --resume {ShellWord.Of(folder.Path)}");
        ProfileLines? lines = _profile.End(parse, profile, team);
        EpochMetrics? metrics = folder.ReadMetrics().LastOrDefault();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (parse.GetValue(_json))
        {
            TrainingPosition at = trainer.Position;
            _terminal.Results.WriteLine(Json.Of(new TrainingResult(
                folder.Path, at.Epoch, at.Step, trainer.Ended!, metrics, figures, seconds, ProcessMemory.PeakBytes, trainer.Checkpoints, lines?.Rows)));
            return ExitCode.Success;
        }

        if (quiet)
        {
            _terminal.Results.WriteLine(folder.Path);
        }
        else
        {
            Conclude(folder, figures, trainer, seconds, recipe.Encoder is null ? "neighbours" : "evaluate");
        }

        lines?.Write(_terminal);
        return ExitCode.Success;
    }

    // One run after the other; nothing of one is left in memory for the next but the images.
    private int Run(ParseResult parse, IReadOnlyList<ulong> seeds)
    {
        foreach (Symbol symbol in (ReadOnlySpan<Symbol>)[_seed, _init, _resume, .. _profile.Options])
        {
            if (parse.GetResult(symbol) is OptionResult { Implicit: false })
            {
                throw new UsageException($"--seeds trains a run for each seed: {symbol.Name} cannot be given with it");
            }
        }

        if ((parse.GetValue(_set) ?? []).Any(assignment => assignment.StartsWith("seed=", StringComparison.Ordinal)))
        {
            throw new UsageException("--seeds trains a run for each seed: --set seed cannot be given with it");
        }

        Recipe recipe = Load(parse);
        string folder = parse.GetValue(_out) ?? RunFolder.Named($"{recipe.Name}-seeds");
        bool quiet = parse.GetValue(_quiet);
        WorkerTeam team = CommonOptions.Team(parse.GetValue(_threads));
        Dataset? data = null; // not read where all is finished
        var runs = new SeedRuns(folder, recipe, seeds, parse.GetValue(_steps));
        SeedSummary summary = runs.Train(
            (own, run, resume) => Train(parse, own, run, resume, data ??= Open(parse, recipe), team, profile: null, "the same command goes on with it"),
            line => (quiet ? TextWriter.Null : _terminal.Messages).WriteLine(line));
        if (parse.GetValue(_json))
        {
            _terminal.Results.WriteLine(summary.ToJson());
        }
        else if (quiet)
        {
            _terminal.Results.WriteLine(folder);
        }
        else
        {
            SeedRuns.Write(_terminal, summary);
            _terminal.Results.WriteLine(runs.SummaryFile);
        }

        return ExitCode.Success;
    }

    private Dataset Open(ParseResult parse, Recipe recipe) => Datasets.Open(recipe.Data.Name, parse.GetValue(_dataDir));

    // A run from its recipe or its last checkpoint to its pictures.
    private (Trainer Trainer, IReadOnlyList<string> Figures) Train(
        ParseResult parse, Recipe recipe, RunFolder folder, bool resume, Dataset data, WorkerTeam team, Profile? profile, string goOn)
    {
        bool quiet = parse.GetValue(_quiet);
        Trainer trainer = ProfileOptions.Part(profile, "build the model", () => new Trainer(recipe, data, new TrainingOptions
        {
            Folder = folder,
            Resume = resume,
            Steps = parse.GetValue(_steps),
            InitialParameters = parse.GetValue(_init),
            CheckpointEvery = parse.GetValue(_checkpointEvery),
            KeepLast = parse.GetValue(_keepLast),
            KeepBest = parse.GetValue(_keepBest),
            OnDivergence = parse.GetValue(_onDivergence),
            Remark = _display.Remark,
            Team = team,
            Profile = profile,
        }));
        if (!quiet)
        {
            Introduce(recipe, data, folder, trainer, team);
        }

        TrainedModel model = Train(trainer, goOn, quiet);
        if (trainer.EndedEarly && !quiet)
        {
            _terminal.Messages.WriteLine($"ended early, after epoch {trainer.Position.Epoch} of {recipe.Epochs}: {trainer.Ended}");
        }

        return (trainer, ProfileOptions.Part(profile, "figures", () => RunFigures.Write(folder, model, data, _terminal.Cancellation)));
    }

    private Recipe Load(ParseResult parse)
    {
        List<string> overrides = [.. parse.GetValue(_set) ?? []];
        if (parse.GetValue(_seed) is { } seed)
        {
            overrides.Add($"seed={seed}");
        }

        if (parse.GetValue(_epochs) is { } epochs)
        {
            overrides.Add($"epochs={epochs}");
        }

        return RecipeSource.Load(parse.GetValue(_recipe) ?? DefaultRecipe, overrides);
    }

    private (Recipe Recipe, RunFolder Folder) Started(ParseResult parse)
    {
        Recipe recipe = Load(parse);
        if (parse.GetValue(_out) is not { } path)
        {
            return (recipe, RunFolder.Unused(recipe.Name));
        }

        // Said now, not after the data have been read.
        var folder = new RunFolder(path);
        return File.Exists(path) ? throw new AaeException($"--out {path}: is a file; a run is kept in a folder")
            : folder.HoldsRun ? throw new AaeException($"--out {path}: there is a run already; choose another folder, or go on with it: aae train --resume {ShellWord.Of(path)}")
            : (recipe, folder);
    }

    private (Recipe Recipe, RunFolder Folder) Resumed(ParseResult parse)
    {
        string path = (parse.GetValue(_resume), parse.GetValue(_out)) switch
        {
            ({ } run, null) => run,
            (null, { } run) => run,
            (null, null) => throw new UsageException("--resume RUN needs the folder of the run to go on with"),
            _ => throw new UsageException("--resume RUN goes on in the run's own folder: --out cannot be given with it"),
        };
        foreach (Symbol symbol in (ReadOnlySpan<Symbol>)[_recipe, _set, _seed, _init])
        {
            if (parse.GetResult(symbol) is not null)
            {
                throw new UsageException($"--resume goes on with the run's own recipe: {symbol.Name} cannot be given with it");
            }
        }

        if (SeedRuns.AreIn(path))
        {
            throw new UsageException($"--resume {path}: there are runs of several seeds; the command with --seeds that started them goes on with all of them");
        }

        RunFolder folder = RunFolder.Open(path);
        Recipe recipe = folder.ReadRecipe();
        if (parse.GetValue(_epochs) is not { } epochs)
        {
            return (recipe, folder);
        }

        return epochs >= recipe.Epochs
            ? (recipe with { Epochs = epochs }, folder)
            : throw new UsageException($"--epochs {epochs}: {path} is a run of {recipe.Epochs} epochs, and a resumed run can only have more");
    }

    private void Introduce(Recipe recipe, Dataset data, RunFolder folder, Trainer trainer, WorkerTeam team)
    {
        RunEnvironment environment = RunEnvironment.Of(team);
        string threads = team.Threads == 1 ? "1 thread" : $"{team.Threads} threads";
        _terminal.Messages.WriteLine(
            $"{recipe.Name}: {data.Train.Count} images of {data.Name}, codes of size {recipe.Code.Z.Size + (recipe.Code.Y?.Classes ?? 0)}; {threads}, {environment.InstructionSet}; run {folder.Path}");
        if (trainer.Position.Step > 0)
        {
            _terminal.Messages.WriteLine(trainer.EndedEarly
                ? $"the run is at its end already, after {trainer.Position.Step} steps: {trainer.Ended}"
                : trainer.Ended is not null
                ? $"the run is at its end already, after {trainer.Position.Step} steps; a greater --epochs or --steps gives it more"
                : $"going on after {trainer.Position.Step} of {trainer.Steps} steps");
        }
    }

    private TrainedModel Train(Trainer trainer, string goOn, bool quiet)
    {
        try
        {
            return quiet ? trainer.Run(null, _terminal.Cancellation) : _display.Run(trainer);
        }
        catch (OperationCanceledException) when (_terminal.Cancellation.IsCancellationRequested)
        {
            throw new InterruptedException(
                $"stopped after step {trainer.Position.Step} of {trainer.Steps}, a checkpoint is saved; {goOn}");
        }
    }

    private void Conclude(RunFolder folder, IReadOnlyList<string> figures, Trainer trainer, double seconds, string next)
    {
        CheckpointTimes checkpoints = trainer.Checkpoints;
        TextWriter results = _terminal.Results;
        results.WriteLine($"run {folder.Path}, {Shown.Time(seconds)}, {Shown.Bytes(ProcessMemory.PeakBytes)} of memory at most");
        foreach (string figure in figures)
        {
            results.WriteLine($"  {figure}");
        }

        if (checkpoints.Written > 0)
        {
            double share = 100 * checkpoints.StalledSeconds / Math.Max(checkpoints.TrainingSeconds, 1e-9);
            _terminal.Messages.WriteLine(
                $"{checkpoints.Written} checkpoints, for which the training waited {checkpoints.StalledSeconds:F3} s ({share:F2} % of its time); they were written beside it in {checkpoints.WritingSeconds:F2} s");
        }

        _terminal.Messages.WriteLine($"next: aae {next} {ShellWord.Of(folder.Path)}");
    }

    private static CheckpointInterval? Interval(ArgumentResult result)
    {
        try
        {
            return CheckpointInterval.Parse(result.Tokens[0].Value);
        }
        catch (AaeException e)
        {
            result.AddError($"--checkpoint-every {e.Message}");
            return null;
        }
    }

    private static DivergencePolicy? Policy(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "stop":
                return DivergencePolicy.Stop;
            case "retry":
                return DivergencePolicy.Retry;
            default:
                result.AddError($"--on-divergence {result.Tokens[0].Value}: allowed is stop or retry");
                return null;
        }
    }
}
