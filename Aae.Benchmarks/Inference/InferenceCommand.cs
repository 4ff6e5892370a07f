using System.CommandLine;
using Aae.Cli;
using Aae.Cli.Commands;
using Aae.Cli.Output;
using Aae.Core.Threading;
using Aae.Kernels.Simd;
using Aae.Models.Recipes;

namespace Aae.Benchmarks.Inference;

/// <summary>The quick mode that measures a trained model: batches against the FMA peak, one image against a plain read.</summary>
internal static class InferenceCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "inference";

    private const string DefaultRecipe = "mnist-8d";
    private const int BatchRows = 1000;

    private const string About =
        """
        Measure encoding and decoding 28 × 28 images, in some ten seconds: a batch against the FMA peak,
        one image against a loop that reads the same weights.

        The variable AAE_ISA (avx512, avx2, vector128) chooses the kernels.
        Exit codes: 0 done, 1 failed, 2 wrong command line.
        """;

    /// <summary>The mode.</summary>
    /// <param name="terminal">Where results and messages go.</param>
    public static Command Create(Terminal terminal)
    {
        Option<int?> threads = CommonOptions.Whole(
            "--threads", "Threads to work with. [default: all that the process may use]", 1, WorkerTeam.Default.Threads);
        Option<bool> json = CommonOptions.Json();
        var recipe = new Option<string?>("--recipe") { Description = $"A built-in recipe or the path of a .json file. [default: {DefaultRecipe}]", HelpName = "NAME" };
        var command = new Verb(Name, About, Name, $"{Name} --threads 1 --json") { threads, recipe, json };
        command.SetAction(parse =>
        {
            Recipe of = RecipeSource.Load(parse.GetValue(recipe) ?? DefaultRecipe);
            WorkerTeam team = CommonOptions.Team(parse.GetValue(threads));
            var measurement = new InferenceMeasurement(of, team);
            var report = new InferenceReport(
                of.Name, InstructionSets.Current.ToString().ToLowerInvariant(), team.Threads, measurement.Batches(BatchRows), measurement.Images());
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(report.ToJson());
            }
            else
            {
                report.Write(terminal);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
