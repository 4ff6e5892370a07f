using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aae.Models.Reproduction;

namespace Aae.Tests.Cli;

/// <summary>Every experiment of the paper at small size, by the program.</summary>
[Category("Unit")]
internal sealed partial class ReproduceTests
{
    private static readonly string[] s_all = ["reproduce", "all", "--quick", "--epochs", "2"];
    private static readonly string[] s_one = ["reproduce", "figure-2", "--quick"];

    [Test]
    public void All_of_the_paper_is_reproduced_quickly_with_every_number_and_picture()
    {
        string folder = TrainedRun.In("all");
        Outcome outcome = Program.Run([.. s_all, "--out", folder, "--json"]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        using var json = JsonDocument.Parse(outcome.Results);
        string report = json.RootElement.GetProperty("report").GetString()!;
        string html = File.ReadAllText(report);
        IReadOnlyList<Experiment> all = ExperimentCatalog.Select([ExperimentCatalog.All]);
        JsonElement[] experiments = [.. json.RootElement.GetProperty("experiments").EnumerateArray()];
        Assert.That(experiments.Select(experiment => experiment.GetProperty("name").GetString()), Is.EqualTo(all.Select(experiment => experiment.Name)));
        Assert.Multiple(() =>
        {
            foreach ((Experiment expected, JsonElement experiment) in all.Zip(experiments))
            {
                Assert.That(html, Does.Contain($"<section id=\"{expected.Name}\">"));
                Assert.That(experiment.GetProperty("paperData").GetString(), Is.EqualTo("mnist"));
                Assert.That(experiment.GetProperty("charts").EnumerateArray().Select(chart => Path.GetFileName(chart.GetString())), Is.EqualTo(expected.Charts.Select(chart => chart.File)));
                foreach ((ExperimentRow row, JsonElement model) in expected.Rows.Zip(experiment.GetProperty("models").EnumerateArray()))
                {
                    string what = $"{expected.Name}, {row.Label}";
                    Assert.That(model.GetProperty("label").GetString(), Is.EqualTo(row.TwinLabel ?? row.Label));
                    Assert.That(model.GetProperty("data").GetString(), Is.EqualTo("digits"), what);
                    Assert.That(model.GetProperty("from").GetString(), Does.Match("^one seed, 2 of [0-9]+ epochs$"), what);
                    foreach ((MeasureInPaper measure, JsonElement ours) in row.Measures.Zip(model.GetProperty("measures").EnumerateArray()))
                    {
                        JsonValueKind kind = measure.Measure == Measure.LogLikelihoodOfTenMillion ? JsonValueKind.Null : JsonValueKind.Number;
                        Assert.That(ours.GetProperty("ours").ValueKind, Is.EqualTo(kind), $"{what}: {measure.Measure.Name}");
                    }

                    string[] pictures = [.. model.GetProperty("pictures").EnumerateArray().Select(picture => picture.GetString()!)];
                    Assert.That(pictures.Select(Path.GetFileName), Is.EqualTo(row.Pictures.Select(picture => picture.File)), $"{what}: pictures");
                    Assert.That(pictures, Is.All.Exist);
                    Assert.That(pictures.Where(picture => !html.Contains($"src=\"{Path.GetRelativePath(folder, picture)}\"", StringComparison.Ordinal)), Is.Empty, what);
                }
            }

            Assert.That(Sources().Matches(html).Select(match => Path.Combine(folder, match.Groups[1].Value)), Is.Not.Empty.And.All.Exist);
        });

        // Nothing is left to do, and the tables show the same.
        Outcome again = Program.Run([.. s_all, "--out", folder]);
        Assert.That(again.Messages.TrimEnd().Split('\n'), Is.All.EndsWith(": finished already"));
        Assert.That(again.Results, Does.Match(@"(?m)^table-2: .* \(§5\); quick: ours are small models of the built-in digits, and do not compare with the paper's of MNIST$")
            .And.Match(@"(?m)^model +measure +paper \(MNIST\) +ours \(digits\) +from$").And.Match(@"(?m)^100 labels +test error +1\.90 ± 0\.10 % +\d+\.\d\d % +one seed, 2 of 20 epochs$"));
        Assert.That(again.Results, Does.EndWith($"{report}\n"));
    }

    [Test]
    public void A_signal_saves_and_the_same_command_goes_on()
    {
        string folder = TrainedRun.In("reproduction-stopped");
        string[] command = [.. s_one, "--epochs", "100000", "--out", folder];
        Process child = Program.Start(TrainedRun.Folder, command);
        Program.WaitForMessage(child, "epoch 1/");
        // As Ctrl+C does; but that signal is ignored by whatever a shell starts in the background, these tests too.
        Program.Finish(Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{child.Id}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        Outcome outcome = Program.Finish(child);
        Assert.That(outcome.ExitCode, Is.EqualTo(143), outcome.ToString());
        Assert.That(outcome.Messages, Does.Match("(?m)^aae: stopped after step [0-9]+ of [0-9]+ of a run, a checkpoint is saved; the same command goes on, and [^\n]*report.html shows what is finished$"));

        child = Program.Start(TrainedRun.Folder, command);
        Program.WaitForMessage(child, "seed 1: goes on, 100000 epochs");
        child.Kill();
        Program.Finish(child);
    }

    [TestCase("reproduce", "LIST is missing")]
    [TestCase("reproduce table-9", "there is no experiment 'table-9'; allowed is figure-2, ")]
    [TestCase("reproduce table-2 --labels 10", "--labels 10: allowed is 100, 1000, all or none")]
    [TestCase("reproduce table-3 --labels none", "no model of table-3 is told from others by having no labels")]
    [TestCase("reproduce figure-2 --labels 100", "no model of figure-2 is told from others by having 100 labels")]
    [TestCase("reproduce table-2 --seeds 4..1", "--seeds 4..1: allowed are different whole numbers")]
    [TestCase("reproduce table-2 --epochs 0", "--epochs 0: allowed is a whole number from 1")]
    [TestCase("reproduce table-2 --quik", "unknown option '--quik'; did you mean '--quick'?")]
    public void A_wrong_command_line_gives_one_line_and_exit_code_2(string line, string expected)
    {
        Outcome outcome = Program.Run(line.Split(' '));
        Assert.That((outcome.ExitCode, outcome.Results), Is.EqualTo((2, "")), outcome.ToString());
        Assert.That(outcome.Messages, Does.Match("^aae: [^\n]*\n$").And.Contain(expected));
    }

    [Test]
    public void Failures_give_one_line_and_exit_code_1()
    {
        string file = TrainedRun.In("reproduction-file");
        File.WriteAllText(file, "");
        AssertFails(["--out", file], "cannot be written");
        AssertFails(["--out", TrainedRun.In("reproduction-without-data"), "--data-dir", TrainedRun.In("nowhere")], "aae data fetch mnist");
    }

    private static void AssertFails(string[] options, string expected)
    {
        Outcome outcome = Program.Run(["reproduce", "figure-2", .. options]);
        Assert.That((outcome.ExitCode, outcome.Results), Is.EqualTo((1, "")), outcome.ToString());
        Assert.That(outcome.Messages, Does.Match("^(1/.* begins[^\n]*\n)?aae: [^\n]*\n$").And.Contain(expected));
    }

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();
}
