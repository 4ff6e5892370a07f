using Aae.Core;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

/// <summary>The error on the test images, which is reported after each epoch and chooses nothing.</summary>
[Category("Unit")]
internal sealed class TestErrorTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("aae-tests-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("data.batch=8", 0.5)]
    [TestCase("average={\"decay\":0.9999}", 5)] // so fast that the averages get other images wrong than the last weights
    public void It_is_the_share_that_the_model_gets_wrong(string assignment, double rate)
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(SmallRun.SemiSupervised(assignment, "epochs=40", "data.labels=null", FormattableString.Invariant($"phases.classification.rate={rate}")), data, new TrainingOptions { Folder = run }).Run();

        double wrong = model.Classify(data.Test).Where((label, i) => label != data.Test.Label(i)).Count();
        Assert.That(run.ReadMetrics().Select(epoch => epoch.TestError).ToArray(), Has.Length.EqualTo(40).And.All.InRange(0, 1));
        Assert.That(run.ReadMetrics()[^1].TestError, Is.EqualTo(wrong / data.Test.Count));
    }

    [Test]
    public void Models_that_learn_no_labels_have_none()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        new Trainer(SmallRun.Clustering("epochs=1"), SmallRun.Data(), new TrainingOptions { Folder = run }).Run();
        Assert.That(run.ReadMetrics()[0].TestError, Is.Null);
        Assert.That(File.ReadAllText(run.Metrics), Does.Not.Contain("testError"));
    }

    [Test]
    public void It_does_not_choose_the_best_model() => Assert.That(
        () => new Trainer(SmallRun.SemiSupervised(), SmallRun.Data(), new TrainingOptions { Folder = new RunFolder(Path.Combine(_folder, "run")), KeepBest = "testError" }),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("the best model cannot be chosen by 'testError'; allowed is validationReconstruction, validationError, validationSlicedWasserstein, loss."));

    [Test]
    public void Nothing_that_a_test_measures_is_among_what_chooses()
    {
        string[] names = [.. EpochMetrics.Choosing.Select(measure => measure.Name)];
        Assert.That(names, Does.Contain("validationError"));
        Assert.That(names.Where(name => name.Contains("test", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }
}
