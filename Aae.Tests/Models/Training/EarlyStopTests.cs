using Aae.Core;
using Aae.Core.Data;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class EarlyStopTests
{
    // A rate so small that nothing becomes better, but for the first epoch, which is better than none.
    private static readonly string[] s_idle =
    [
        "epochs=9", "phases.reconstruction.rate=1e-30", "phases.generator.rate=1e-30", "phases.discriminator.rate=1e-30", "average=null",
    ];

    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("aae-tests-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(new[] { 5.0, 4, 4, 3, 3, 3.5, 3 }, 3, 7)]
    [TestCase(new[] { 5.0, 6, 4 }, 1, 2)]
    [TestCase(new[] { 5.0, 6, 4, 5, 3 }, 2, 0)]
    [TestCase(new[] { double.NaN, double.NaN, 3 }, 2, 2)]
    public void It_ends_after_as_many_epochs_without_a_better_value(double[] values, int patience, int endsAfter)
    {
        var stop = new EarlyStop(new StopRecipe { Metric = "validationReconstruction", Patience = patience }, EpochMetrics.Choosing);
        int ended = 0;
        for (int i = 0; i < values.Length && ended == 0; i++)
        {
            stop.Note(new EpochMetrics
            {
                Epoch = i + 1,
                Step = 0,
                Loss = new Dictionary<string, double>(),
                ValidationReconstruction = values[i],
                ValidationSlicedWasserstein = 0,
                Seconds = 0,
            });
            ended = stop.Reason is null ? 0 : i + 1;
        }

        Assert.That(ended, Is.EqualTo(endsAfter));
    }

    [Test]
    public void A_run_says_why_it_ended_and_does_not_go_on()
    {
        RunFolder run = Folder("run");
        Trainer trainer = Train(run, new TrainingOptions());
        string reason = $"validationReconstruction has not become better than {run.ReadMetrics()[0].ValidationReconstruction:G4} for 2 epochs";
        Assert.That((trainer.Position.Epoch, trainer.EndedEarly, trainer.Ended), Is.EqualTo((3, true, reason)));
        Assert.That(File.ReadAllText(run.Log), Does.EndWith($"ended after step 9: {reason}\n"));
        Assert.That(run.StageOf(Idle), Is.EqualTo(RunStage.Finished));

        Trainer again = Train(run, new TrainingOptions { Resume = true }, Idle with { Epochs = 20 });
        Assert.That((again.Position.Epoch, again.Ended), Is.EqualTo((3, reason)));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(6)]
    [TestCase(8)]
    public void A_run_that_goes_on_remembers_how_long_it_has_waited(int steps)
    {
        RunFolder run = Folder("run");
        Trainer cut = Train(run, new TrainingOptions { Steps = (ulong)steps });
        Assert.That(cut.EndedEarly, Is.False);
        Assert.That(run.StageOf(Idle), Is.EqualTo(RunStage.Cut));
        Assert.That(Train(run, new TrainingOptions { Resume = true }).Position.Epoch, Is.EqualTo(3));
    }

    [TestCase("loss.reconstruction", "stop.metric = \"loss.reconstruction\": allowed is one of validationReconstruction, validationError, validationComponentShare, validationSlicedWasserstein")]
    [TestCase("testError", "stop.metric = \"testError\": allowed is one of validationReconstruction")]
    [TestCase("validationError", "stop.metric: a run cannot be ended by 'validationError'; allowed is validationReconstruction, validationSlicedWasserstein")]
    public void A_number_by_which_no_run_may_end_is_refused(string metric, string message) => Assert.That(
        () => new Trainer(SmallRun.Recipe($"stop={{\"metric\":\"{metric}\",\"patience\":1}}"), SmallRun.Data()), Throws.TypeOf<AaeException>().With.Message.Contains(message));

    private static Recipe Idle => SmallRun.Recipe([.. s_idle, "stop={\"metric\":\"validationReconstruction\",\"patience\":2}"]);

    private RunFolder Folder(string name) => new(Path.Combine(_folder, name));

    private static Trainer Train(RunFolder folder, TrainingOptions options, Recipe? recipe = null)
    {
        var trainer = new Trainer(recipe ?? Idle, SmallRun.Data(), options with { Folder = folder });
        trainer.Run();
        return trainer;
    }
}
