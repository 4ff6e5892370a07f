using System.Text.Json;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class SampleQualityTests
{
    private static readonly FeatureClassifier s_classifier = FeatureClassifier.Train(LabelledSquares.Data(), WorkerTeam.Single);

    private static Dataset Data => s_classifier.Data;

    [Test]
    public void Test_images_themselves_have_the_best_figures()
    {
        SampleQualityReport report = SampleQuality.Measure(SampleSource.Of("themselves", Data.Test), s_classifier);
        Assert.That(report.FrechetDistance, Is.Zero.Within(1e-4));
        Assert.That((report.Precision, report.Recall), Is.EqualTo((1.0, 1.0)));
        Assert.That((report.SampleCount, report.ImageCount, report.TrainingImageCount, report.NeighbourCount), Is.EqualTo((300, 300, 300, 300)));
        Assert.That(report.FrechetDistanceOfTrainingImages, Is.GreaterThan(report.FrechetDistance));
        Assert.That((report.Samples, report.Images, report.ClassifierTestError), Is.EqualTo(("themselves", "squares/test", s_classifier.TestError)));
    }

    [Test]
    public void Training_images_have_the_figure_that_stands_beside_all_others()
    {
        SampleQualityReport report = SampleQuality.Measure(SampleSource.Of("training images", Data.Train.Slice(0, 200)), s_classifier);
        Assert.That(report.FrechetDistance, Is.EqualTo(report.FrechetDistanceOfTrainingImages));
        Assert.That((report.TrainingImageCount, report.NeighbourCount), Is.EqualTo((200, 200)));
        Assert.That(report.Precision, Is.GreaterThan(0.5));
        Assert.That(report.Recall, Is.GreaterThan(0.5));
    }

    [Test]
    public void Other_images_are_further_away_and_a_class_left_out_costs_recall()
    {
        var noise = new Tensor(new Shape(300, 16));
        new RandomStream(1, 1).FillUniform(noise.Span, step: 0);
        SampleQualityReport ofNoise = SampleQuality.Measure(SampleSource.Of("noise", noise), s_classifier);
        Assert.That(ofNoise.FrechetDistance, Is.GreaterThan(3 * ofNoise.FrechetDistanceOfTrainingImages));

        var twoClasses = new Tensor(new Shape(300, 16));
        Data.Train.Gather([.. Enumerable.Range(0, 600).Where(i => i % 4 < 2)], twoClasses);
        SampleQualityReport ofTwo = SampleQuality.Measure(SampleSource.Of("two classes", twoClasses), s_classifier);
        SampleQualityReport ofAll = SampleQuality.Measure(SampleSource.Of("all", Data.Train.Slice(0, 300)), s_classifier);
        Assert.That(ofTwo.Recall, Is.LessThan(0.7 * ofAll.Recall));
        Assert.That(ofTwo.Precision, Is.GreaterThan(0.8 * ofAll.Precision));
        Assert.That(ofTwo.FrechetDistance, Is.GreaterThan(3 * ofAll.FrechetDistance));
    }

    [Test]
    public void Threads_change_no_bit_and_progress_is_told()
    {
        List<long> done = [];
        SampleSource samples = SampleSource.Of("more", LabelledSquares.Images("more", 1000, stream: 9));
        SampleQualityReport one = SampleQuality.Measure(samples, s_classifier, WorkerTeam.Single, new Synchronous<long>(done.Add));
        Assert.That(SampleQuality.Measure(samples, s_classifier, new WorkerTeam(3)), Is.EqualTo(one));
        Assert.That((one.SampleCount, one.NeighbourCount, one.TrainingImageCount), Is.EqualTo((1000, 300, 1000)));
        Assert.That(done, Is.EqualTo(new long[] { SampleSource.BlockRows, 1000 }));
    }

    [Test]
    public void As_JSON_it_has_every_figure()
    {
        SampleQualityReport report = SampleQuality.Measure(SampleSource.Of("few", Data.Train.Slice(0, 4)), s_classifier);
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.That(json.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo(new[]
        {
            "samples", "sampleCount", "images", "imageCount", "frechetDistance", "frechetDistanceOfTrainingImages", "trainingImageCount",
            "precision", "recall", "neighbourCount", "classifierTestError",
        }));
        Assert.That(json.RootElement.GetProperty("frechetDistance").GetDouble(), Is.EqualTo(report.FrechetDistance));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Refuses(Samples(3, 16), Data, "mine: 3 samples; their quality is measured of 4 to 1000000, as each needs 3 neighbours");
        Refuses(Samples(4, 25), Data, "mine: the samples have 25 numbers, the images of squares/test 16");
        Refuses(Samples(4, 16), LabelledSquares.Data(test: 3), "squares/test: 3 images; samples are compared with 4 or more, as each needs 3 neighbours");
        Refuses(Samples(4, 16), LabelledSquares.Data(train: 3), "squares/train: 3 images; samples are compared with 4 or more, as each needs 3 neighbours");
        Assert.That(() => SampleQuality.Measure(Samples(3, 16), s_classifier), Throws.TypeOf<AaeException>());

        static SampleSource Samples(int rows, int columns) => SampleSource.Of("mine", new Tensor(new Shape(rows, columns)));
        static void Refuses(SampleSource samples, Dataset data, string message) =>
            Assert.That(() => SampleQuality.Require(samples, data), Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }
}
