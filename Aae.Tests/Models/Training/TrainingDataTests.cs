using Aae.Core;
using Aae.Core.Data;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models.Training;

/// <summary>
/// What a run sees of its data: training images alone, each beside its own label, in two streams of which none cuts the other
/// short.
/// </summary>
[Category("Unit")]
internal sealed class TrainingDataTests
{
    // All stands still, so that a loss tells of the images and labels of its step and of nothing else.
    private static readonly string[] s_still =
    [
        "encoder.inputNoise=0",
        .. new[] { "reconstruction", "discriminator", "generator" }.Select(phase => $"phases.{phase}={{\"kind\":\"sgd\",\"rate\":1e-30}}"),
    ];

    [Test]
    public void Images_and_labels_come_from_the_training_split(
        [Values("basic", "semi-supervised", "label-regularized", "supervised")] string variant)
    {
        using var folder = new TemporaryFolder();
        Dataset data = SmallRun.Data(), swapped = new("small", data.Train, data.Test, data.Validation);
        byte[] Trained(Dataset images)
        {
            new Trainer(SmallRun.Of(variant), images).Run().Save(folder.File("model.safetensors"));
            return File.ReadAllBytes(folder.File("model.safetensors"));
        }

        Assert.That(Trained(swapped), Is.EqualTo(Trained(data)));
    }

    [TestCase(0, "0 images")]
    [TestCase(1, "1 image")]
    public void A_validation_split_by_which_no_epoch_can_be_measured_is_refused_before_any_step(int count, string has)
    {
        Dataset data = SmallRun.Data();
        Assert.That(
            () => new Trainer(SmallRun.Recipe(), new Dataset("small", data.Train, data.Validation.Slice(0, count, "small/validation"), data.Test)),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"data.name = small: small/validation has {has}; 2 or more are needed, by which each epoch is measured"));
        Assert.That(
            () => new Trainer(SmallRun.Recipe("epochs=1"), new Dataset("small", data.Train, data.Validation.Slice(0, 2), data.Test)).Run(), Throws.Nothing);
    }

    [Test]
    public void A_label_stays_beside_its_image_in_any_order_and_in_pieces()
    {
        // All 21 images are one minibatch, so that its loss is the same in whatever order they come.
        float Loss(params string[] overrides) =>
            Losses(SmallRun.Supervised([.. s_still, "data.batch=21", .. overrides]), steps: 1)["reconstruction"][0];

        float expected = Loss("data.shuffle=false");

        Assert.That(Loss(), Is.EqualTo(expected).Within(1e-5));
        Assert.That(Loss("data.piece=4"), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Images_that_were_not_drawn_have_no_label()
    {
        ImageSet images = SmallRun.Data().Train;
        var code = new LabelCode(3, HasUnknown: true);
        var labels = new MinibatchLabels(images, SmallRun.LabelRegularized(), code);
        int[] examples = [.. Enumerable.Range(0, images.Count).Reverse()];
        var beside = new ImageLabels(code, images.Count);

        labels.Fill(examples, beside);

        Assert.That(labels.Subset, Has.Length.EqualTo(7));
        Assert.That(
            beside.Classes.ToArray(), Is.EqualTo(examples.Select(image => labels.Subset.Contains(image) ? images.Label(image) : LabelCode.Unknown)));
    }

    [Test]
    public void Labelled_minibatches_go_on_where_an_epoch_ends()
    {
        // Epochs of one step, of three and of seven.
        float[] Seen(int batch) => [.. Losses(
            SmallRun.SemiSupervised([.. s_still, "phases.classification={\"kind\":\"sgd\",\"rate\":1e-30}", "epochs=7", $"data.batch={batch}"]), steps: 7)["classification"]];

        float[] expected = Seen(3);

        Assert.That(expected, Is.Unique);
        Assert.That(Seen(8), Is.EqualTo(expected));
        Assert.That(Seen(21), Is.EqualTo(expected));
    }

    // The losses of each phase in each step. A run reports those of its last, and every run goes the same way.
    private static Dictionary<string, List<float>> Losses(Recipe recipe, int steps)
    {
        Dictionary<string, List<float>> losses = [];
        for (int t = 1; t <= steps; t++)
        {
            PhaseLoss[] last = [];
            new Trainer(recipe, SmallRun.Data(), new TrainingOptions { Steps = (ulong)t })
                .Run(new Synchronous<TrainingProgress>(progress => last = [.. progress.Losses]));
            foreach (PhaseLoss phase in last)
            {
                (losses.TryGetValue(phase.Phase, out List<float>? list) ? list : losses[phase.Phase] = []).Add(phase.Loss);
            }
        }

        return losses;
    }
}
