using System.Text.Json;

namespace Aae.Tests.Cli;

/// <summary>aae train --seeds: runs that differ in the seed, and their summary.</summary>
[Category("Unit")]
internal sealed class SeedsTests
{
    private static readonly string[] s_small = ["--set", "encoder.hidden=[8]", "--set", "decoder.hidden=[8]", "--set", "discriminator.hidden=[8]", "--set", "data.batch=2000"];

    [Test]
    public void Each_seed_has_a_run_of_its_own_and_the_same_command_goes_on_where_it_was_cut()
    {
        string folder = TrainedRun.In("seeds");
        Outcome cut = Train(folder, "0,7", "--epochs", "2", "--steps", "3"); // within the first epoch of each
        Assert.That(cut.Results, Does.Contain("no epoch came to its end"), cut.ToString());
        Outcome resumed = Program.Run("train", "--resume", folder);
        Assert.That(resumed.ExitCode, Is.EqualTo(2), resumed.ToString());
        Assert.That(resumed.Messages, Does.StartWith($"aae: --resume {folder}: there are runs of several seeds; the command with --seeds"));
        Outcome one = Train(folder, "0", "--epochs", "2");
        Assert.That(one.ExitCode, Is.Zero, one.ToString());
        Assert.That(one.Results, Does.StartWith("digits-2d, one seed\n").And.Not.Contain("±"));
        Assert.That(one.Messages, Does.Contain("going on after 3 of 10 steps"));

        Outcome both = Train(folder, "0,7", "--epochs", "2");
        Assert.That(both.Messages, Does.Contain($"seed 0: finished already, run {Path.Combine(folder, "seed-0")}\n").And.Contain("going on after 3 of 10 steps"), both.ToString());
        Assert.That(both.Results, Does.StartWith("digits-2d, 2 seeds: mean ± standard error\n").And.EndWith($"{Path.Combine(folder, "summary.json")}\n"));

        Outcome again = Train(folder, "0,7", "--epochs", "2", "--json");
        Assert.That(again.Results, Is.EqualTo(File.ReadAllText(Path.Combine(folder, "summary.json"))));
        using JsonDocument summary = JsonDocument.Parse(again.Results);
        Assert.That(summary.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("seed").GetInt32()), Is.EqualTo(new[] { 0, 7 }));
        JsonElement measure = summary.RootElement.GetProperty("metrics")[0];
        double[] values = [.. measure.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
        Assert.That(measure.GetProperty("name").GetString(), Is.EqualTo("validationReconstruction"));
        Assert.That(measure.GetProperty("mean").GetDouble(), Is.EqualTo((values[0] + values[1]) / 2).Within(1e-12));
        Assert.That(measure.GetProperty("standardError").GetDouble(), Is.EqualTo(Math.Abs(values[0] - values[1]) / 2).Within(1e-12));
        Assert.That(values[0], Is.Not.EqualTo(values[1]));

        string whole = TrainedRun.In("seed-7-whole");
        Assert.That(Program.Run(["train", "digits-2d", .. s_small, "--epochs", "2", "--seed", "7", "--out", whole, "--quiet"]).ExitCode, Is.Zero);
        Assert.That(Checkpoint(whole), Is.EqualTo(Checkpoint(Path.Combine(folder, "seed-7"))), "the run of a seed is what --seed gives");
    }

    [Test]
    public void Folders_of_another_recipe_are_refused_before_anything_is_trained()
    {
        string folder = TrainedRun.In("seeds-other");
        Assert.That(Train(folder, "1", "--steps", "1").ExitCode, Is.Zero);
        Outcome other = Train(folder, "0..1", "--set", "code.z.prior.deviation=3");
        Assert.That(other.ExitCode, Is.EqualTo(1), other.ToString());
        Assert.That(other.Messages, Does.Contain($"{Path.Combine(folder, "seed-1")}: the run there is of another recipe: code.z.prior.deviation is 3"));
        Assert.That(Directory.Exists(Path.Combine(folder, "seed-0")), Is.False);

        Outcome inRun = Train(TrainedRun.Run, "0..1");
        Assert.That(inRun.Messages, Does.Contain("is a run itself"), inRun.ToString());
    }

    private static byte[] Checkpoint(string run) => File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(run, "checkpoints"), "step-*").Max()!);

    private static Outcome Train(string folder, string seeds, params string[] more) =>
        Program.Run(["train", "digits-2d", .. s_small, "--seeds", seeds, "--out", folder, .. more]);
}
