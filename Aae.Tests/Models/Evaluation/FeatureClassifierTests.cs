using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class FeatureClassifierTests
{
    private static readonly FeatureClassifier s_classifier = FeatureClassifier.Train(LabelledSquares.Data(), WorkerTeam.Single);

    [Test]
    public void It_learns_the_labels_from_the_training_images()
    {
        Assert.That(s_classifier.TestError, Is.LessThan(0.05)); // guessing errs in ¾
        Assert.That(s_classifier.FeatureCount, Is.EqualTo(128));

        // Test images whose labels are all false: the error is theirs, and nothing was learned from them.
        Dataset data = LabelledSquares.Data();
        byte[] wrong = [.. data.Test.Labels.ToArray().Select(label => (byte)((label + 1) % 4))];
        byte[] pixels = [.. Enumerable.Range(0, data.Test.Count).SelectMany(i => data.Test.Image(i).ToArray())];
        var other = FeatureClassifier.Train(
            new Dataset("squares", data.Train, data.Validation, new ImageSet("squares/test", 4, 4, 1, pixels, wrong, 4)), WorkerTeam.Single);
        Assert.That(other.TestError, Is.GreaterThan(0.95));
        Assert.That(Features(other, 10).SequenceEqual(Features(s_classifier, 10)));
    }

    [Test]
    public void Threads_change_no_bit()
    {
        var other = FeatureClassifier.Train(LabelledSquares.Data(), new WorkerTeam(3));
        Assert.That(other.TestError, Is.EqualTo(s_classifier.TestError));
        Assert.That(Features(other, 300).SequenceEqual(Features(s_classifier, 300)));
    }

    [Test]
    public void Features_of_a_sample_do_not_depend_on_the_others()
    {
        // One block and a short one, against the short one's samples alone.
        ImageSet images = LabelledSquares.Images("more", SampleSource.BlockRows + 7, stream: 9);
        Tensor all = s_classifier.Features(SampleSource.Of("all", images));
        Tensor last = s_classifier.Features(SampleSource.Of("last", images.Slice(SampleSource.BlockRows, 7)));
        Assert.That(all.Shape, Is.EqualTo(new Shape(images.Count, 128)));
        Assert.That(last.Span.SequenceEqual(all.Rows(SampleSource.BlockRows, 7).Span));
        Assert.That(all.Span.ToArray(), Has.All.GreaterThanOrEqualTo(0).And.Some.GreaterThan(0));
    }

    [Test]
    public void Progress_is_told_and_it_can_be_stopped()
    {
        List<TrainedShare> steps = [];
        using var stop = new CancellationTokenSource();
        var progress = new Synchronous<TrainedShare>(step =>
        {
            steps.Add(step);
            if (step.Done == 3)
            {
                stop.Cancel();
            }
        });
        Assert.That(() => FeatureClassifier.Train(LabelledSquares.Data(), WorkerTeam.Single, progress, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(steps, Is.EqualTo(new[] { new TrainedShare(1, 200), new TrainedShare(2, 200), new TrainedShare(3, 200) }));
    }

    [Test]
    public void What_cannot_be_learned_or_does_not_fit_is_refused()
    {
        var samples = new Tensor(new Shape(1000, 16));
        samples.Row(970)[3] = float.NegativeInfinity;
        Refuses(
            () => FeatureClassifier.Train(LabelledSquares.Unlabelled()),
            "squares: the classifier whose features are compared learns from labels of 2 classes or more; its images have none");
        Refuses(() => FeatureClassifier.Train(LabelledSquares.Data(test: 0)), "squares: a classifier needs images to learn from and test images, not 2000 and 0");
        Refuses(() => s_classifier.Features(SampleSource.Of("mine", new Tensor(new Shape(3, 15)))), "mine: the samples have 15 numbers, the images of squares/test 16");
        Refuses(() => s_classifier.Features(SampleSource.Of("mine", samples)), "mine: a number of the samples 960 to 999 is not finite");

        static void Refuses(Action action, string message) => Assert.That(action, Throws.TypeOf<AaeException>().With.Message.EqualTo(message));
    }

    private static ReadOnlySpan<float> Features(FeatureClassifier classifier, int count) =>
        classifier.Features(SampleSource.Of("test", LabelledSquares.Data().Test.Slice(0, count)), WorkerTeam.Single).Span;
}
