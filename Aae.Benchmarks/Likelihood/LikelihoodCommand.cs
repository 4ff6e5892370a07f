using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aae.Cli;
using Aae.Cli.Commands;
using Aae.Cli.Output;
using Aae.Core.Threading;
using Aae.Kernels.Simd;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;

namespace Aae.Benchmarks.Likelihood;

/// <summary>The quick mode that measures the estimate of log-likelihoods, a block of samples at a time.</summary>
internal static class LikelihoodCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "likelihood";

    private const string DefaultRecipe = "mnist-8d";

    private const string About =
        """
        Measure the Parzen-window estimate in some fifteen seconds: a block of samples decoded,
        held against 11 000 images, and both, against the FMA peak.

        The variable AAE_ISA (avx512, avx2, vector128) chooses the kernels.
        Exit codes: 0 done, 1 failed, 2 wrong command line.
        """;

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    /// <summary>The mode.</summary>
    /// <param name="terminal">Where results and messages go.</param>
    public static Command Create(Terminal terminal)
    {
        Option<int?> threads = CommonOptions.Whole(
            "--threads", "Threads to work with. [default: all that the process may use]", 1, WorkerTeam.Default.Threads);
        Option<bool> json = CommonOptions.Json();
        var recipe = new Option<string?>("--recipe") { Description = $"A built-in recipe or the path of a .json file, for images of 28 × 28. [default: {DefaultRecipe}]", HelpName = "NAME" };
        var command = new Verb(Name, About, Name, $"{Name} --threads 1 --json") { threads, recipe, json };
        command.SetAction(parse =>
        {
            Recipe of = RecipeSource.Load(parse.GetValue(recipe) ?? DefaultRecipe);
            WorkerTeam team = CommonOptions.Team(parse.GetValue(threads));
            IReadOnlyList<BlockCost> costs = new LikelihoodMeasurement(of, team).Measure();
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(JsonSerializer.Serialize(costs, _json));
                return ExitCode.Success;
            }

            terminal.Results.WriteLine(
                $"{of.Name}, blocks of {SampleSource.BlockRows} samples; {team.Threads} thread{(team.Threads == 1 ? "" : "s")}, {InstructionSets.Current.ToString().ToLowerInvariant()}");
            Table.Write(terminal, ["part", "rounds", "ms", "GFLOP/s", "peak", "% of peak"], [.. costs.Select(cost => new[]
            {
                cost.Part, $"{cost.Rounds}", Fixed(cost.Milliseconds), Fixed(cost.Gflops), Fixed(cost.PeakGflops), Fixed(100 * cost.ShareOfPeak),
            })]);
            return ExitCode.Success;
        });
        return command;
    }

    private static string Fixed(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
