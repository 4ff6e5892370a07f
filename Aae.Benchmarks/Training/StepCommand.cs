using System.CommandLine;
using System.Text.Json.Nodes;
using Aae.Benchmarks.Roofline;
using Aae.Cli;
using Aae.Cli.Commands;
using Aae.Cli.Output;
using Aae.Core.Threading;
using Aae.Kernels.Simd;
using Aae.Models.Recipes;

namespace Aae.Benchmarks.Training;

/// <summary>The quick mode that measures a training step: time, arithmetic and share of the peak, whole and by phase.</summary>
internal static class StepCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "step";

    private const string DefaultRecipe = "mnist-8d";
    private const double Seconds = 3;
    private const int PeerRounds = 5;

    private const string About =
        """
        Measure a training step against the FMA peak, in a few seconds.

        Everything is in the step: the gather of the minibatch, noise, samples of the prior, all phases
        forward and back, losses, updates, sums of the losses. Only matrix products count as operations.
        Where the recipe's data are not there, random bytes of their shape take their place.

        A peer is another implementation of the step. It is run with --threads N and ends with a line of
        JSON that has "ms_per_step"; ours and the peer's are measured in turn.

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
        var peer = new Option<string?>("--peer") { Description = $"A command that measures the same step; {PeerRounds} rounds of both in turn.", HelpName = "COMMAND" };
        var command = new Verb(
            Name, About, Name, $"{Name} --threads 1 --json", $"{Name} --recipe digits-2d", $"{Name} --peer 'python3 Aae.Benchmarks/Peers/pytorch_step.py'")
        {
            threads, recipe, peer, json,
        };
        command.SetAction(parse =>
        {
            StepReport report = Measure(
                RecipeSource.Load(parse.GetValue(recipe) ?? DefaultRecipe),
                CommonOptions.Team(parse.GetValue(threads)),
                parse.GetValue(peer) is { } line ? new Peer(line) : null,
                terminal);
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

    private static StepReport Measure(Recipe recipe, WorkerTeam team, Peer? peer, Terminal terminal)
    {
        var subject = new StepSubject(recipe, team);
        var measurement = new StepMeasurement(subject, team);
        StepTimes times = measurement.Measure(Seconds);
        return new StepReport
        {
            Recipe = recipe.Name,
            Data = subject.Data,
            InstructionSet = InstructionSets.Current.ToString().ToLowerInvariant(),
            Threads = team.Threads,
            Steps = times.Whole.Count,
            Milliseconds = 1e3 * times.Whole.Seconds,
            Gflop = subject.OperationsPerStep / 1e9,
            Gflops = subject.OperationsPerStep / 1e9 / times.Whole.Seconds,
            PeakGflops = times.Whole.Peak / 1e9,
            ShareOfPeak = times.Whole.ShareOfPeak,
            AllocatedBytes = (double)times.AllocatedBytes / times.Whole.Count,
            Phases = [.. subject.Phases.Zip(times.Phases, PhaseCost.Of)],
            Peer = peer is null ? null : Compare(measurement, peer, team.Threads, terminal),
        };
    }

    // Who goes first alternates, so that neither always follows the other's heat.
    private static PeerCost Compare(StepMeasurement measurement, Peer peer, int threads, Terminal terminal)
    {
        var rounds = new List<(double Ours, double Theirs)>();
        JsonObject says = [];
        for (int round = 0; round < PeerRounds; round++)
        {
            double ours = round % 2 == 0 ? 1e3 * measurement.Measure(Seconds).Whole.Seconds : 0;
            (says, double theirs) = peer.Measure(threads);
            ours = round % 2 == 0 ? ours : 1e3 * measurement.Measure(Seconds).Whole.Seconds;
            rounds.Add((ours, theirs));
            terminal.Messages.WriteLine($"round {round + 1} of {PeerRounds}: ours {ours:F2} ms, the peer's {theirs:F2} ms");
        }

        return new PeerCost(
            peer.Command,
            InterleavedTiming.Median(rounds.Select(round => round.Theirs)),
            InterleavedTiming.Median(rounds.Select(round => round.Ours)),
            InterleavedTiming.Median(rounds.Select(round => round.Theirs / round.Ours)),
            rounds.Count,
            says);
    }
}
