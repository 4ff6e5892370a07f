using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Priors;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models;

/// <summary>What comes out of a trained model with a part y: classes, their error, and codes that do not depend on the batch.</summary>
[Category("Unit")]
internal sealed class ClassificationTests
{
    [Test]
    public void The_error_is_the_share_of_images_whose_class_is_not_their_label()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(SmallRun.SemiSupervised(), data, new TrainingOptions { Folder = run }).Run();
        double Error(ImageSet images) =>
            Enumerable.Range(0, images.Count).Count(i => model.Classify(images.Gather(i, 1).Span) != images.Label(i)) / (double)images.Count;

        Assert.That(model.LearnedLabels);
        Assert.That(run.ReadMetrics()[^1].ValidationError, Is.EqualTo(Error(data.Validation)));
        Assert.That(ModelEvaluation.Run(model, data.Test).ClassificationError, Is.EqualTo(Error(data.Test)));
        Assert.That(model.Classify(data.Test), Is.EqualTo(Enumerable.Range(0, data.Test.Count).Select(i => model.Classify(data.Test.Gather(i, 1).Span))));
        Assert.That(ModelEvaluation.Run(model, data.Test).Rows[0].Name, Is.EqualTo("classification error"));
    }

    [Test]
    public void Each_epoch_tells_of_the_codes_that_lie_on_the_component_of_their_label()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        Dataset data = SmallRun.Data();
        var options = new TrainingOptions { Folder = run, KeepBest = "validationComponentShare" };
        var trainer = new Trainer(
            SmallRun.LabelRegularized("epochs=30", "data.labels=null", "stop={\"metric\":\"validationComponentShare\",\"patience\":3}"), data, options);
        double last = ModelEvaluation.Run(trainer.Run(), data.Validation).ComponentShare!.Value;
        double best = ModelEvaluation.Run(run.LoadModel(best: true), data.Validation).ComponentShare!.Value;

        double[] shares = [.. run.ReadMetrics().Select(epoch => epoch.ValidationComponentShare!.Value)];
        Assert.That(shares[^1], Is.EqualTo(last));
        Assert.That(best, Is.EqualTo(shares.Max()).And.GreaterThan(last));
        Assert.That(trainer.Ended, Does.StartWith("validationComponentShare has not become better than"));
    }

    [Test]
    public void The_most_probable_class_is_that_of_y_wherever_z_lies()
    {
        TrainedModel model = new Trainer(SmallRun.SemiSupervised(), SmallRun.Data(), new TrainingOptions { Steps = 1 }).Run();

        Assert.That(model.MostProbable(new Tensor(new Shape(2, 5), [0.2f, 0.5f, 0.3f, 9, -9, 0.1f, 0.2f, 0.7f, -3, 4])), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Clusters_have_no_error_and_a_code_without_y_has_no_class()
    {
        Dataset data = SmallRun.Data();
        TrainedModel clusters = new Trainer(SmallRun.Clustering(), data).Run();
        TrainedModel basic = new Trainer(SmallRun.Recipe(), data).Run();

        Assert.That(clusters.Classify(data.Test), Is.All.InRange(0, 3));
        Assert.That(ModelEvaluation.Run(clusters, data.Test).ClassificationError, Is.Null);
        Assert.That(ModelEvaluation.Run(clusters, data.Test).ToJson(), Does.Not.Contain("classificationError"));
        Assert.That(() => basic.Classify(data.Test), Throws.TypeOf<AaeException>().With.Message.Contains("no part y"));
    }

    [Test]
    public void Clusters_are_judged_by_their_images_once_validation_images_can_name_them()
    {
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(SmallRun.Clustering(), data).Run();
        EvaluationReport report = ModelEvaluation.Run(model, data.Test, data);
        Tensor Probabilities(ImageSet images) => model.PartOf(model.Encode(images), model.Parts[0]);
        ClusteringQuality quality = ClusteringQuality.Measure(
            Probabilities(data.Validation), data.Validation.Labels, Probabilities(data.Test), data.Test.Labels);

        Assert.That((report.ClusteringError, report.ClusteringMajorityError), Is.EqualTo((quality.Error, quality.MajorityError)));
        Assert.That((report.NormalizedMutualInformation, report.AdjustedRandIndex), Is.EqualTo((quality.NormalizedMutualInformation, quality.AdjustedRandIndex)));
        Assert.That(report.ClusterLabels, Is.EqualTo(quality.Labels).And.Length.EqualTo(4));
        Assert.That(report.ConfusionMatrix, Is.EqualTo(ConfusionMatrix.Count(data.Test.Labels, model.Classify(data.Test), 3, 4).Rows));
        Assert.That(report.Rows.Take(4).Select(row => row.Name), Is.EqualTo(new[] { "clustering error", "  by majority vote", "NMI", "adjusted Rand index" }));
        Assert.That(report.ClassificationError, Is.Null);
        EvaluationReport naming = ModelEvaluation.Run(model, data.Validation, data);
        Assert.That((naming.ClusteringError, naming.ClusteringMajorityError), Is.EqualTo(((double?)null, (double?)null)), "they would be judged by the names that they gave");
        Assert.That(naming.NormalizedMutualInformation, Is.Not.Null);
        Assert.That(report.LinearProbeError, Is.Null, "no class stands beside z that it learned");
    }

    [Test]
    public void Where_classes_are_learned_z_alone_is_probed_and_counts_go_with_the_error()
    {
        Dataset data = SmallRun.Data();
        TrainedModel model = new Trainer(SmallRun.SemiSupervised(), data).Run();
        EvaluationReport report = ModelEvaluation.Run(model, data.Test, data);
        Tensor Style(ImageSet images) => model.PartOf(model.Encode(images), model.Parts[1]);

        Assert.That(
            report.LinearProbeError,
            Is.EqualTo(LinearProbe.Error(Style(data.Train), data.Train.Labels, Style(data.Test), data.Test.Labels, 3, seed: 0)));
        Assert.That(report.LinearProbeChance, Is.EqualTo(0.6).Within(1e-12), "labels 0, 1, 2, 0, …, of 10 images");
        Assert.That(1 - report.ConfusionMatrix!.Select((row, label) => row[label]).Sum() / 10.0, Is.EqualTo(report.ClassificationError!.Value).Within(1e-12));
        Assert.That(report.ClusteringError, Is.Null);
        Assert.That(ModelEvaluation.Run(model, data.Train, data).LinearProbeError, Is.Null, "it would be judged by what it learned from");
        Assert.That(report.ToJson(), Does.Contain("\"confusionMatrix\": [").And.Contain("\"linearProbeError\": "));
    }

    [Test]
    public void A_label_that_is_given_lets_z_be_probed_and_labels_in_the_regularizer_let_components_be_counted()
    {
        Dataset data = SmallRun.Data();
        EvaluationReport supervised = ModelEvaluation.Run(new Trainer(SmallRun.Supervised(), data).Run(), data.Test, data);
        TrainedModel regularized = new Trainer(SmallRun.LabelRegularized(), data).Run();
        EvaluationReport components = ModelEvaluation.Run(regularized, data.Test, data);

        Assert.That(supervised.Rows.Take(2).Select(row => row.Name), Is.EqualTo(new[] { "linear probe on z", "  chance" }));
        Assert.That((supervised.ConfusionMatrix, supervised.ComponentShare), Is.EqualTo(((object?)null, (double?)null)));
        Assert.That(
            components.ComponentShare,
            Is.EqualTo(ClassComponents.Share((ConditionalPrior)regularized.Prior, regularized.Encode(data.Test), data.Test.Labels)));
        Assert.That(components.LinearProbeError, Is.Null, "z holds the class there");
    }

    [Test]
    public void With_batch_norm_an_image_alone_has_the_code_that_it_has_among_others_and_after_saving()
    {
        using var folder = new TemporaryFolder();
        TrainedModel model = new Trainer(SmallRun.Clustering(), SmallRun.Data()).Run();
        model.Save(folder.File("model.safetensors"));
        Tensor images = SmallRun.Data().Test.Gather(0, 10);
        Tensor codes = model.Encode(images);

        Assert.That(model.Encode(images.Row(3)), Is.EqualTo(codes.Row(3).ToArray()).Within(1e-5f));
        Assert.That(codes.Row(3).ToArray(), Is.Not.EqualTo(codes.Row(4).ToArray()).Within(1e-3f));
        Assert.That(TrainedModel.Load(folder.File("model.safetensors")).Encode(images).Span.ToArray(), Is.EqualTo(codes.Span.ToArray()));
    }

    [Test]
    public void A_run_keeps_the_places_of_its_labelled_images()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        new Trainer(SmallRun.SemiSupervised(), SmallRun.Data(), new TrainingOptions { Folder = run, Steps = 1 }).Run();

        int[] places = System.Text.Json.JsonSerializer.Deserialize<int[]>(File.ReadAllText(run.Labels))!;

        Assert.That(places, Has.Length.EqualTo(7).And.Unique.And.All.InRange(0, 20));
    }

    [Test]
    public void Labels_do_not_shorten_an_epoch()
    {
        // 7 labels in minibatches of 4 beside 21 images in minibatches of 8: three steps all the same.
        var trainer = new Trainer(SmallRun.SemiSupervised("epochs=1"), SmallRun.Data());
        trainer.Run();

        Assert.That((trainer.Steps, trainer.Position.Epoch), Is.EqualTo((3UL, 1)));
    }

    [TestCase("encoder")]
    [TestCase("decoder")]
    [TestCase("discriminator")]
    public void Batch_norm_refuses_a_last_batch_of_one_image_before_the_run(string network) => Assert.That(
        () => new Trainer(SmallRun.SemiSupervised("data.batch=10", $"{network}.batchNorm=true"), SmallRun.Data()),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("data.batch = 10: the last of 21 images would be alone in its batch"));

    [Test]
    public void Batch_norm_refuses_a_lone_labelled_image_before_the_run() => Assert.That(
        () => new Trainer(SmallRun.SemiSupervised("data.labelledBatch=1", "encoder.batchNorm=true"), SmallRun.Data()),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("data.labelledBatch = 1: a labelled image would be alone in its batch, and batch norm needs two or more"));

    [Test]
    public void Pieces_are_as_equal_as_may_be()
    {
        // Minibatches of 8, 8 and 5: in two pieces of 4, never 7 and 1; but 5 in pieces of at most two leave one alone.
        Assert.That(() => new Trainer(SmallRun.Clustering("data.piece=7"), SmallRun.Data()).Step(), Throws.Nothing);
        Assert.That(
            () => new Trainer(SmallRun.Clustering("data.piece=2"), SmallRun.Data()),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("data.piece = 2: an image of a minibatch would be alone in its piece"));
    }
}
