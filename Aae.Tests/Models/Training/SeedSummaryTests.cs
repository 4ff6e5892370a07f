using Aae.Core;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class SeedSummaryTests
{
    [Test]
    public void The_standard_error_is_the_deviation_over_the_root_of_the_number()
    {
        // Mean 3; squares 4 + 1 + 0 + 1 + 4 = 10 over 4 is 2.5; √(2.5 / 5) = √0.5.
        MetricSummary five = MetricSummary.Of("testError", [1, 2, 3, 4, 5]);
        Assert.That(five.Mean, Is.EqualTo(3));
        Assert.That(five.StandardError, Is.EqualTo(Math.Sqrt(0.5)).Within(1e-15));
    }

    [Test]
    public void One_run_has_no_standard_error() => Assert.That(MetricSummary.Of("testError", [0.02]), Has.Property("StandardError").Null.And.Property("Mean").EqualTo(0.02));

    [Test]
    public void Measures_that_all_runs_have_are_summarized_and_no_times_or_losses()
    {
        var summary = new SeedSummary("small", [new SeedRun(1, "a", Metrics(2, 0.5)), new SeedRun(2, "b", Metrics(4, null))]);
        Assert.That(summary.Metrics.Select(metric => metric.Name), Is.EqualTo(new[] { "validationReconstruction", "validationSlicedWasserstein" }));
        Assert.That(summary.Metrics[0].Mean, Is.EqualTo(3));
        Assert.That(summary.Metrics[0].StandardError, Is.EqualTo(1).Within(1e-15));
        Assert.That(new SeedSummary("small", [new SeedRun(1, "a", null)]).Metrics, Is.Empty);
    }

    [Test]
    public void A_folder_tells_how_far_its_run_has_come()
    {
        string path = Directory.CreateTempSubdirectory("aae-tests-").FullName;
        try
        {
            var run = new RunFolder(path);
            Recipe recipe = SmallRun.Recipe();
            Assert.That(run.StageOf(recipe), Is.EqualTo(RunStage.Missing));

            new Trainer(recipe, SmallRun.Data(), new TrainingOptions { Folder = run, Steps = 4 }).Run();
            Assert.That(run.StageOf(recipe), Is.EqualTo(RunStage.Cut));
            Assert.That(run.StageOf(recipe, steps: 4), Is.EqualTo(RunStage.Finished));
            Assert.That(run.StageOf(recipe, steps: 5), Is.EqualTo(RunStage.Cut));

            new Trainer(recipe, SmallRun.Data(), new TrainingOptions { Folder = run, Resume = true }).Run();
            Assert.That(run.StageOf(recipe), Is.EqualTo(RunStage.Finished));
            Assert.That(run.StageOf(recipe with { Epochs = 4 }), Is.EqualTo(RunStage.Cut));
            Assert.That(() => run.StageOf(recipe with { Epochs = 2 }), Throws.TypeOf<AaeException>().With.Message.Contains("another recipe: epochs is 2 and was 3"));
            Assert.That(() => run.StageOf(recipe with { Seed = 2 }), Throws.TypeOf<AaeException>().With.Message.Contains("another recipe: seed is 2 and was 1"));

            // As if the process had died between the last epoch's metrics and its checkpoint.
            File.Delete(run.LastCheckpoint);
            Assert.That(run.StageOf(recipe), Is.EqualTo(RunStage.Cut));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static EpochMetrics Metrics(double reconstruction, double? error) => new()
    {
        Epoch = 1,
        Step = 3,
        Loss = new Dictionary<string, double> { ["reconstruction"] = 1 },
        ValidationReconstruction = reconstruction,
        ValidationError = error,
        ValidationSlicedWasserstein = 1,
        Seconds = 5,
        RateScale = 0.5,
    };
}
