using System.Diagnostics;
using System.Text.RegularExpressions;
using Aae.Cli;
using Aae.Models.Training;

namespace Aae.Tests.Cli;

/// <summary>What happens to the real process from outside: two on one run, a disk that is full, SIGKILL at any moment.</summary>
internal sealed partial class SurvivalTests
{
    private const string SoakVariable = "AAE_SOAK"; // the number of kills
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    [Category("Unit")]
    public void A_second_process_on_a_run_is_refused()
    {
        string run = TrainedRun.In("two");
        Process first = Start(run, "--epochs", "100000");
        try
        {
            Program.WaitForMessage(first, "epoch 1/");
            Outcome second = Program.Finish(Program.Start(TrainedRun.Folder, "train", "--resume", run));
            Assert.That((second.ExitCode, second.Results), Is.EqualTo((1, "")), second.ToString());
            Assert.That(second.Messages, Does.Match($"^aae: {Regex.Escape(run)}: another process is training this run[^\n]*\n$"));
        }
        finally
        {
            first.Kill();
            Program.Finish(first);
        }

        // A lock does not outlive its process.
        Outcome third = Program.Finish(Program.Start(TrainedRun.Folder, "train", "--resume", run, "--steps", "1", "--quiet"));
        Assert.That(third.ExitCode, Is.Zero, third.ToString());
    }

    [Test]
    [Category("Unit")]
    [Platform("Linux")]
    public void A_full_disk_ends_the_run_in_one_line_and_leaves_the_last_checkpoint()
    {
        // No file may grow beyond 100 KiB: a checkpoint has 260. Its write fails in the middle, as on a full disk.
        string whole = TrainedRun.In("not-full"), run = TrainedRun.In("full");
        Assert.That(Program.Run(["train", .. TrainedRun.Shrunk, "--epochs", "2", "--quiet", "--out", whole]).ExitCode, Is.Zero);
        Assert.That(Program.Run(["train", .. TrainedRun.Shrunk, "--epochs", "2", "--steps", "3", "--quiet", "--out", run]).ExitCode, Is.Zero);
        string script = $"trap '' XFSZ; ulimit -f 200; exec dotnet '{typeof(Application).Assembly.Location}' train --resume '{run}'"; // in units of 512 bytes

        Outcome outcome = Program.Finish(Program.Start(TrainedRun.Folder, "sh", ["-c", script], ("DOTNET_EnableWriteXorExecute", "0")));
        Assert.That((outcome.ExitCode, outcome.Results), Is.EqualTo((1, "")), outcome.ToString());
        Assert.That(
            outcome.Messages, Does.Match($"(?m)^aae: {Regex.Escape(run)}/checkpoints/[^\n]*: cannot be written: the file is larger than the system allows; the last checkpoint is that of step 3$"));
        Assert.That(Directory.EnumerateFiles(Path.Combine(run, "checkpoints"), ".aae-*"), Is.Empty);

        // With room again it goes on as if nothing had been.
        Outcome resumed = Program.Run("train", "--resume", run, "--quiet");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        AssertSame(new RunFolder(run), new RunFolder(whole), "after a full disk");
    }

    [Test]
    [Category("Unit")]
    public void What_a_killed_process_was_writing_is_deleted_when_the_run_goes_on()
    {
        string run = TrainedRun.In("leftovers");
        Assert.That(Program.Run(["train", .. TrainedRun.Shrunk, "--epochs", "2", "--steps", "3", "--quiet", "--out", run]).ExitCode, Is.Zero);
        foreach (string folder in new[] { "", "checkpoints", "figures" })
        {
            File.WriteAllText(Path.Combine(run, folder, ".aae-0123.tmp"), "half a fi");
        }

        Assert.That(Leftovers(run), Has.Count.EqualTo(3));
        Outcome resumed = Program.Run("train", "--resume", run, "--quiet");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        Assert.That(Leftovers(run), Is.Empty);
    }

    /// <summary>
    /// The real program is killed at random moments, every other time while it writes, and resumed until it is done. Its files are
    /// then those of the program that nobody disturbed. AAE_SOAK=30 asks for more kills.
    /// </summary>
    [Test]
    [Category("Slow")]
    [Platform("Linux")]
    public void Killed_at_any_moment_and_resumed_the_run_ends_with_the_same_bytes()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable(SoakVariable), out int wanted) ? wanted : 8;
        string[] settings =
        [
            "--epochs", $"{5 * kills}", "--checkpoint-every", "3", "--keep-last", "2", "--quiet", "--set", "encoder.inputNoise=0.1",
            "--set", "phases.generator={\"kind\":\"adam\",\"rate\":0.001}",
        ];
        string whole = TrainedRun.In("undisturbed"), run = TrainedRun.In("killed");
        Outcome undisturbed = Program.Finish(Start(whole, settings));
        Assert.That(undisturbed.ExitCode, Is.Zero, undisturbed.ToString());

        var moments = new Random(1);
        int killed = 0, whileWriting = 0, attempts = 0;
        for (bool done = false; !done; attempts++)
        {
            Assert.That(attempts, Is.LessThan(10 * kills), "the run does not come to its end");
            using Process process = new RunFolder(run).HoldsRun ? Program.Start(TrainedRun.Folder, "train", "--resume", run, "--quiet") : Start(run, settings);
            if (killed < kills)
            {
                AwaitMoment(process, run, TimeSpan.FromMilliseconds(moments.Next(200, 2500)), whileItWrites: attempts % 2 == 1);
                process.Kill();
            }

            Task<string> messages = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            Assert.That(process.WaitForExit(Patience), Is.True, "the program did not end");
            if (process.ExitCode == 128 + 9)
            {
                killed++;
                whileWriting += Leftovers(run).Count > 0 ? 1 : 0;
            }
            else
            {
                Assert.That(process.ExitCode, Is.Zero, $"attempt {attempts}: {messages.Result}");
                done = true;
            }
        }

        TestContext.Out.WriteLine($"{killed} kills, {whileWriting} of them during a write; {attempts} processes");
        Assert.That(killed, Is.EqualTo(kills), "the run was over before the kills were");
        Assert.That(whileWriting, Is.Positive);
        AssertSame(new RunFolder(run), new RunFolder(whole), $"after {killed} kills");
        Assert.That(Leftovers(run), Is.Empty);
    }

    // A random moment, and from then on, if it is asked for, the first at which a temporary file is seen.
    private static void AwaitMoment(Process process, string run, TimeSpan moment, bool whileItWrites)
    {
        var clock = Stopwatch.StartNew();
        HashSet<string> old = Leftovers(run);
        while (!process.HasExited && clock.Elapsed < moment)
        {
            Thread.Sleep(1);
        }

        while (whileItWrites && !process.HasExited && clock.Elapsed < Patience && Leftovers(run).IsSubsetOf(old))
        {
            Thread.SpinWait(100);
        }
    }

    private static HashSet<string> Leftovers(string run) =>
        Directory.Exists(run) ? [.. Directory.EnumerateFiles(run, ".aae-*.tmp", SearchOption.AllDirectories)] : [];

    private static Process Start(string run, params string[] more) =>
        Program.Start(TrainedRun.Folder, ["train", .. TrainedRun.Shrunk, "--out", run, .. more]);

    // Every byte of parameters, optimizers and position, and the metrics but for their times.
    private static void AssertSame(RunFolder actual, RunFolder expected, string when)
    {
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(actual.LastCheckpoint), Is.EqualTo(File.ReadAllBytes(expected.LastCheckpoint)), $"last checkpoint {when}");
            Assert.That(File.ReadAllBytes(actual.BestCheckpoint), Is.EqualTo(File.ReadAllBytes(expected.BestCheckpoint)), $"best checkpoint {when}");
            Assert.That(File.ReadAllText(actual.Recipe), Is.EqualTo(File.ReadAllText(expected.Recipe)), $"recipe {when}");
            Assert.That(Timeless(actual), Is.EqualTo(Timeless(expected)), $"metrics {when}");
        });
    }

    private static string Timeless(RunFolder run) => Seconds().Replace(File.ReadAllText(run.Metrics), "");

    [GeneratedRegex("\"seconds\":[^,}]*")]
    private static partial Regex Seconds();
}
