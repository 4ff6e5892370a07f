using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Figures;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class RunFigureTests
{
    private static IEnumerable<TestCaseData> Variants =>
    [
        new TestCaseData(SmallRun.Recipe(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "manifold.png", "scatter.png", "prior.png", "losses.png" }).SetArgDisplayNames("basic"),
        new TestCaseData(
            SmallRun.SemiSupervised(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "styles.png", "confusion.png", "errors.png", "losses.png" })
            .SetArgDisplayNames("semi-supervised"),
        new TestCaseData(SmallRun.Clustering(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "clusters.png", "confusion.png", "losses.png" })
            .SetArgDisplayNames("clustering"),
        new TestCaseData(
            SmallRun.LabelRegularized(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "scatter.png", "prior.png", "walks.png", "losses.png" })
            .SetArgDisplayNames("label-regularized"),
        new TestCaseData(
            SmallRun.Supervised(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "scatter.png", "prior.png", "styles.png", "losses.png" })
            .SetArgDisplayNames("supervised"),
        new TestCaseData(
            SmallRun.Reduction(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "scatter.png", "styles.png", "confusion.png", "errors.png", "losses.png" })
            .SetArgDisplayNames("dimensionality reduction"),
        new TestCaseData(
            SmallRun.Reduction("code.z.size=5"), new[] { "samples.png", "neighbours.png", "reconstructions.png", "scatter.png", "styles.png", "confusion.png", "errors.png", "losses.png" })
            .SetArgDisplayNames("dimensionality reduction in 5 dimensions"),
        new TestCaseData(SmallRun.Gan(), new[] { "samples.png", "neighbours.png", "manifold.png", "prior.png", "losses.png" }).SetArgDisplayNames("gan"),
        new TestCaseData(SmallRun.Belief(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "losses.png" }).SetArgDisplayNames("deep belief network"),
        new TestCaseData(SmallRun.Moments(), new[] { "samples.png", "neighbours.png", "reconstructions.png", "losses.png" }).SetArgDisplayNames("gmmn"),
    ];

    [TestCaseSource(nameof(Variants))]
    public void Each_variant_has_its_pictures(Recipe recipe, string[] names)
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(recipe, data, new TrainingOptions { Folder = run }).Run();

        IReadOnlyList<string> files = RunFigures.Write(run, model, data);

        Assert.That(files.Select(Path.GetFileName), Is.EqualTo(names));
        Assert.That(files, Is.All.Exist);
    }

    [Test]
    public void Losses_below_zero_which_have_no_logarithm_are_drawn_too()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(SmallRun.Recipe(), data, new TrainingOptions { Folder = run }).Run();
        File.WriteAllLines(run.Metrics, run.ReadMetrics().Select(epoch => (epoch with { Loss = new Dictionary<string, double> { ["layer1"] = -epoch.Epoch } }).ToLine()));

        Assert.That(RunFigures.Write(run, model, data).Select(Path.GetFileName), Does.Contain("losses.png"));
    }
}
