using System.Text;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Cli.Commands;

/// <summary>The runs of aae train --seeds: one for each seed, in turn, in a folder of its own, and the summary of all.</summary>
/// <param name="folder">The folder above the runs' folders.</param>
/// <param name="recipe">The recipe, of any seed.</param>
/// <param name="seeds">The seeds.</param>
/// <param name="steps">The number of steps after which each run ends; null for all epochs.</param>
internal sealed class SeedRuns(string folder, Recipe recipe, IReadOnlyList<ulong> seeds, ulong? steps)
{
    private const string Prefix = "seed-";

    /// <summary>Where the summary lies.</summary>
    public string SummaryFile => Path.Combine(folder, "summary.json");

    /// <summary>Trains what is missing, goes on with what was cut, and passes over what is finished.</summary>
    /// <param name="train">Trains a recipe in a folder; the last argument says whether it goes on.</param>
    /// <param name="remark">Told of each run that is finished already.</param>
    /// <returns>The summary, which is written into the folder too.</returns>
    /// <exception cref="AaeException">A folder holds a run of another recipe: nothing is trained.</exception>
    public SeedSummary Train(Action<Recipe, RunFolder, bool> train, Action<string> remark)
    {
        if (File.Exists(folder))
        {
            throw new AaeException($"{folder}: is a file; runs are kept in folders");
        }

        if (new RunFolder(folder).HoldsRun)
        {
            throw new AaeException($"{folder}: is a run itself; choose another folder for the runs of several seeds");
        }

        (ulong Seed, RunFolder Run, RunStage Stage)[] runs = [.. seeds.Select(seed =>
        {
            var run = new RunFolder(Path.Combine(folder, $"{Prefix}{seed}"));
            return (seed, run, run.StageOf(recipe with { Seed = seed }, steps));
        })];
        AtomicFile.DeleteLeftovers(folder);
        foreach ((ulong seed, RunFolder run, RunStage stage) in runs)
        {
            if (stage == RunStage.Finished)
            {
                remark($"seed {seed}: finished already, run {run.Path}");
            }
            else
            {
                train(recipe with { Seed = seed }, run, stage == RunStage.Cut);
            }
        }

        var summary = new SeedSummary(recipe.Name, [.. runs.Select(run => new SeedRun(run.Seed, run.Run.Path, run.Run.ReadMetrics().LastOrDefault()))]);
        AtomicFile.Write(SummaryFile, stream => stream.Write(Encoding.UTF8.GetBytes(summary.ToJson() + "\n")));
        return summary;
    }

    /// <summary>Whether a folder holds runs of several seeds, and is no run itself.</summary>
    public static bool AreIn(string path) => Directory.Exists(path) && !new RunFolder(path).HoldsRun && Directory.EnumerateDirectories(path, $"{Prefix}*").Any();

    /// <summary>Prints the summary's table.</summary>
    public static void Write(Terminal terminal, SeedSummary summary)
    {
        int count = summary.Runs.Count;
        terminal.Results.WriteLine(count == 1 ? $"{summary.Recipe}, one seed" : $"{summary.Recipe}, {count} seeds: mean ± standard error");
        if (summary.Metrics is [])
        {
            terminal.Results.WriteLine("no epoch came to its end, so nothing was measured");
            return;
        }

        Table.Write(
            terminal,
            ["measure", count == 1 ? "value" : "mean", .. count == 1 ? Array.Empty<string>() : ["±"], .. summary.Runs.Select(run => $"seed {run.Seed}")],
            [
                .. summary.Metrics.Select(metric => new[]
                {
                    [metric.Name, Shown.Value(metric.Mean)],
                    metric.StandardError is { } error ? [Shown.Value(error)] : Array.Empty<string>(),
                    metric.Values.Select(Shown.Value),
                }.SelectMany(cells => cells).ToArray()),
            ]);
    }
}
