using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Cli;

[Category("Unit")]
internal sealed class LikelihoodTests
{
    [Test]
    public void A_run_is_scored_beside_training_images_and_centroids()
    {
        string figure = Path.Combine(TrainedRun.Run, "figures", "likelihood.png");
        Outcome outcome = Program.Run("likelihood", TrainedRun.Run, "--samples", "1k", "--sanity");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        string[] lines = outcome.Results.TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("log-likelihood of 1000 images of digits/test, in nats"));
        Assert.That(lines[1], Does.Match("^samples +number +σ +mean +±$"));
        Assert.That(lines[2], Does.Match(@"^digits-2d +1000 +[0-9.]+ +-?[0-9.]+ +[0-9.]+$"));
        Assert.That(lines[3], Does.Match(@"^training images +10000 +"));
        LikelihoodReport images = ParzenWindow.Estimate(SampleSource.Of("images", Datasets.Open("digits").Train.Slice(0, 10_000)), Datasets.Open("digits"));
        Assert.That(lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], Is.EqualTo(images.LogLikelihood.ToString("F1", CultureInfo.InvariantCulture)));
        Assert.That(lines[4], Does.Match(@"^k-means centroids +2000 +"));
        Assert.That(lines[5..15], Has.Length.EqualTo(10));
        Assert.That(lines[^3], Does.Match("^digits-2d: .* samples/s, .* GFLOP/s, .* % of the FMA peak$"));
        Assert.That(lines[^2], Does.Contain("mislead"));
        Assert.That(lines[^1], Is.EqualTo(figure));
        Assert.That(Png.Read(figure).Width, Is.GreaterThan(28));
    }

    [Test]
    public void A_file_of_samples_scores_as_the_model_that_made_them_might()
    {
        string samples = TrainedRun.In("likelihood.npy");
        Assert.That(Program.Run("sample", TrainedRun.Run, "-n", "500", "-o", samples).ExitCode, Is.Zero);
        JsonElement mine = Row(Json("--samples-file", samples, "--data", "digits", "--sigma", "0.2"));
        Assert.That(mine.GetProperty("sampleCount").GetInt64(), Is.EqualTo(500));
        Assert.That(mine.GetProperty("deviation").GetDouble(), Is.EqualTo(0.2));
        double model = Row(Json(TrainedRun.Run, "--samples", "500", "--sigma", "0.2")).GetProperty("logLikelihood").GetDouble();
        Assert.That(mine.GetProperty("logLikelihood").GetDouble(), Is.EqualTo(model).Within(30)); // other samples of one model
    }

    [Test]
    public void A_window_at_the_edge_is_told_aloud()
    {
        Outcome outcome = Program.Run("likelihood", TrainedRun.Run, "--samples", "100", "--grid", "0.01..0.02:2", "--threads", "1");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Messages, Is.EqualTo("digits-2d: σ 0.02 lies at the edge of the grid; another --grid may find a better one\n"));
    }

    [Test]
    public void A_picture_that_cannot_be_written_does_not_take_the_numbers_with_it()
    {
        string picture = TrainedRun.In("taken.png");
        Directory.CreateDirectory(picture);
        Outcome outcome = Program.Run("likelihood", TrainedRun.Run, "--samples", "100", "--threads", "1", "-o", picture);
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Results, Does.Contain("digits-2d  100 ").And.Contain("mislead").And.Not.Contain("taken.png"));
        Assert.That(outcome.Messages, Does.Match(@"^aae: .*taken\.png: [^\n]+\n$"));
    }

    [Test]
    public void A_file_that_holds_no_samples_gives_one_line()
    {
        string samples = TrainedRun.In("bytes.npy");
        var tensor = new Tensor(new Shape(2, 28, 28));
        tensor.Row(1)[3] = 253;
        Npy.Write(samples, tensor);
        Assert.That(
            Program.Run("likelihood", "--samples-file", samples, "--data", "digits"),
            Is.EqualTo(new Outcome(1, "", $"aae: {samples}: sample 1 holds 253 at place 3; allowed are numbers from 0 to 1, as pixels divided by 255\n")));
    }

    [Test]
    [Platform("Linux")]
    public void Stopped_by_a_signal_or_killed_the_same_command_goes_on([Values("TERM", "KILL")] string signal)
    {
        string[] command = ["likelihood", TrainedRun.Run, "--samples", "60k", "--sigma", "0.2", "--seed", signal == "TERM" ? "1" : "2", "--json"];
        string expected = Figures(Program.Run(command).Results);
        Process first = Program.Start(TrainedRun.Folder, command);
        Assert.That(() => first.HasExited || States().Length > 0, Is.True.After(30_000, 5)); // from the first block on
        Process.Start("kill", [$"-{signal}", $"{first.Id}"])!.WaitForExit();
        Outcome stopped = Program.Finish(first);
        Assert.That(stopped.ExitCode, Is.EqualTo(signal == "TERM" ? 143 : 137), stopped.ToString());
        Assert.That(stopped.Messages, signal == "TERM"
            ? Does.Match(@"^aae: stopped after \d+ of 60000 samples, what they gave is saved; the same command goes on\n$")
            : Is.Empty);
        Assert.That(States(), Has.Length.EqualTo(1));

        Outcome second = Program.Run(command);
        Assert.That(Figures(second.Results), Is.EqualTo(expected), second.ToString());
        Assert.That(States(), Is.Empty);
    }

    private static string[] States() => Directory.GetFiles(TrainedRun.Run, "likelihood-*.json");

    // What does not depend on the clock.
    private static string Figures(string json)
    {
        JsonElement row = Row(JsonDocument.Parse(json).RootElement);
        return $"{row.GetProperty("logLikelihood")} {row.GetProperty("standardError")} {row.GetProperty("grid")}";
    }

    private static JsonElement Row(JsonElement root) => root.GetProperty("rows")[0];

    private static JsonElement Json(params string[] args)
    {
        Outcome outcome = Program.Run(["likelihood", .. args, "--json"]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        return JsonDocument.Parse(outcome.Results).RootElement;
    }
}
