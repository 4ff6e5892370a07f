using System.Diagnostics;
using System.Text.RegularExpressions;
using Aae.Cli;

namespace Aae.Tests.Cli;

/// <summary>What only the real program can show: its start, its streams, its signals.</summary>
[Category("Unit")]
internal sealed partial class ProcessTests
{
    private static readonly string Assembly = typeof(Application).Assembly.Location;

    [Test]
    public void The_version_is_that_of_the_build()
    {
        Outcome outcome = Program.Finish(Program.Start(TrainedRun.Folder, "--version"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Results, Does.Match(@"^\d+\.\d+\.\d+\S*\n$"));
    }

    [Test]
    public void A_wrong_command_line_ends_the_process_with_2()
    {
        Outcome outcome = Program.Finish(Program.Start(TrainedRun.Folder, "train", "--epochs", "none"));
        Assert.That((outcome.ExitCode, outcome.Results), Is.EqualTo((2, "")));
        Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*\n$"));
    }

    [Test]
    public void Redirected_output_has_no_escape_codes_and_results_stand_alone()
    {
        string folder = Directory.CreateDirectory(TrainedRun.In("redirected")).FullName;
        Outcome training = Program.Finish(Program.Start(folder, ["train", .. TrainedRun.Shrunk, "--epochs", "1"]));
        Outcome evaluation = Program.Finish(Program.Start(folder, "evaluate", Path.Combine("runs", "digits-2d")));
        Assert.Multiple(() =>
        {
            Assert.That(training.ExitCode, Is.Zero, training.ToString());
            Assert.That(training.Results, Does.StartWith($"run {Path.Combine("runs", "digits-2d")}, ").And.Not.Contain("epoch"));
            Assert.That(training.Messages, Does.Contain("epoch 1/1 "));
            Assert.That(evaluation.ExitCode, Is.Zero, evaluation.ToString());
            Assert.That(training.Results + training.Messages + evaluation.Results, Does.Not.Contain('\e').And.Not.Contain('\r'));
        });
    }

    [TestCase("TERM", "xterm", true)]
    [TestCase("TERM", "dumb", false)]
    [TestCase("NO_COLOR", "1", false)]
    public void A_terminal_sees_a_progress_bar_unless_told_otherwise(string variable, string value, bool bar)
    {
        RequireTool("script");
        string run = TrainedRun.In($"terminal-{value}");
        string command = $"dotnet '{Assembly}' train {string.Join(' ', TrainedRun.Shrunk)} --epochs 1 --out '{run}'";
        Outcome outcome = Program.Finish(Program.Start(
            TrainedRun.Folder, "script", ["--quiet", "--return", "--command", command, "/dev/null"], (variable, value)));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Results, Does.Contain("epoch 1/1").And.Contain("scatter.png"));
        Assert.That(outcome.Results, bar ? Does.Contain("\e[").And.Contain("━").And.Contain("100%") : Does.Not.Contain('━'));
        if (value == "dumb")
        {
            Assert.That(outcome.Results, Does.Not.Contain('\e')); // elsewhere the runtime itself sets up the keyboard
        }
    }

    [Test]
    public void A_reader_that_leaves_early_is_no_error()
    {
        RequireTool("sh");
        Outcome outcome = Program.Finish(Program.Start(
            TrainedRun.Folder, "sh", ["-c", $"{{ dotnet '{Assembly}' recipes show digits-2d; echo $? >&2; }} | true"]));
        Assert.That(outcome.Messages, Is.EqualTo("0\n"));
    }

    [TestCase("INT", 2, 130)]
    [TestCase("TERM", 15, 143)]
    [TestCase("HUP", 1, 129)]
    public void A_signal_saves_a_checkpoint_from_which_the_run_goes_on(string signal, int number, int code)
    {
        RequireTool("kill");
        RequireSignal(number);
        string run = TrainedRun.In($"stopped-{signal}");
        Process child = Program.Start(TrainedRun.Folder, ["train", .. TrainedRun.Shrunk, "--epochs", "100000", "--out", run]);
        Program.WaitForMessage(child, "epoch 1/");
        Program.Finish(Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{child.Id}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        Outcome outcome = Program.Finish(child);
        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.ToString());
        Assert.That(outcome.Results, Is.Empty);
        Match stop = StopLine().Match(outcome.Messages);
        Assert.That(stop.Success, Is.True, outcome.ToString());
        Assert.That(outcome.Messages, Does.EndWith($"go on with: aae train --resume {run}\n"));

        ulong steps = ulong.Parse(stop.Groups[1].Value);
        Outcome resumed = Program.Run("train", "--resume", run, "--steps", $"{steps + 3}");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(resumed.Messages, Does.Contain($"going on after {steps} of {steps + 3} steps"));
    }

    [GeneratedRegex(@"(?m)^aae: stopped after step (\d+) of 1000000, a checkpoint is saved; ")]
    private static partial Regex StopLine();

    private static void RequireTool(string name)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name))))
        {
            Assert.Ignore($"there is no program '{name}' here");
        }
    }

    // A shell's background process ignores Ctrl+C, and so do all processes that it starts.
    private static void RequireSignal(int number)
    {
        const string prefix = "SigIgn:";
        string? mask = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal)) : null;
        if (mask is not null && (Convert.ToUInt64(mask[prefix.Length..].Trim(), 16) >> (number - 1) & 1) == 1)
        {
            Assert.Ignore($"signal {number} is ignored by the process that runs the tests");
        }
    }
}
