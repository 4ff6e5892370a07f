using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Models.Variants;
using Aae.Tests.Core.Formats;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Baselines;

/// <summary>A model whose adversary judges images, and which has no encoder.</summary>
[Category("Unit")]
internal sealed class GenerativeAdversarialTests
{
    // Without dropout and batch norm a pass by other means gives the same numbers.
    private static readonly string[] s_plain =
        ["discriminator.inputDropout=0", "discriminator.hiddenDropout=0", "discriminator.batchNorm=false", "decoder.batchNorm=false"];

    [Test]
    public void The_discriminator_tells_images_from_decoded_samples_of_the_prior()
    {
        AdversarialAutoencoder model = SmallRun.Gan(s_plain).Create(Image);
        TrainingStep step = Step(8);
        double expected = -Means(model, step.Images, d => Math.Log(d)) - Means(model, Made(model, step), d => Math.Log(1 - d));

        float loss = PhaseOf(model, "discriminator.x").Run(step);

        Assert.That(loss, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void The_generator_learns_to_pass_its_images_off()
    {
        AdversarialAutoencoder model = SmallRun.Gan(s_plain).Create(Image);
        TrainingStep step = Step(8);
        Phase generator = PhaseOf(model, "generator");
        double expected = -Means(model, Made(model, step), d => Math.Log(d));

        float first = generator.Run(step);
        float last = first;
        for (int i = 0; i < 20; i++)
        {
            last = generator.Run(step); // the same samples of the prior: the step's number is the same
        }

        Assert.That(first, Is.EqualTo(expected).Within(1e-5));
        Assert.That(last, Is.LessThan(0.9 * first));
    }

    [Test]
    public void What_needs_an_encoder_is_refused_and_samples_are_not()
    {
        using var folder = new TemporaryFolder();
        TrainedModel trained = SmallRun.Gan().Train(SmallRun.Data());
        trained.Save(folder.File("gan.safetensors"));
        var model = TrainedModel.Load(folder.File("gan.safetensors"));

        Assert.That(model.HasEncoder, Is.False);
        Assert.That(model.Sample(5, seed: 3).Span.ToArray(), Is.EqualTo(trained.Sample(5, seed: 3).Span.ToArray()));
        Assert.That(model.Parts.Single().Name, Is.EqualTo("z"));
        const string refusal = "the model has no encoder: it makes images and reads none";
        Assert.That(() => model.Encode(SmallRun.Data().Test), Throws.TypeOf<AaeException>().With.Message.EqualTo(refusal));
        Assert.That(() => model.Encode(new float[16]), Throws.TypeOf<AaeException>().With.Message.EqualTo(refusal));
        Assert.That(() => model.Reconstruct(SmallRun.Data().Test), Throws.TypeOf<AaeException>().With.Message.EqualTo(refusal));
        Assert.That(() => model.EncodeSamples(SmallRun.Data().Test, 1), Throws.TypeOf<AaeException>().With.Message.EqualTo(refusal));
    }

    [Test]
    public void An_epoch_is_measured_by_the_distance_of_samples_from_images()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        new Trainer(SmallRun.Gan("average={\"decay\":0.9}"), SmallRun.Data(), new TrainingOptions { Folder = run }).Run();

        EpochMetrics metrics = run.ReadMetrics()[^1];
        Assert.That(metrics.ValidationReconstruction, Is.Null);
        Assert.That(metrics.ValidationSlicedWasserstein, Is.GreaterThan(0).And.LessThan(1));
        Assert.That(metrics.Loss.Keys, Is.EqualTo(new[] { "discriminator.x", "generator" }));
        Assert.That(run.LoadModel(best: true).Sample(3, 1).Shape, Is.EqualTo(new Shape(3, 16)));
        Assert.That(
            () => new Trainer(SmallRun.Gan(), SmallRun.Data(), new TrainingOptions { KeepBest = "validationReconstruction" }),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("the best model cannot be chosen by 'validationReconstruction'; allowed is validationSlicedWasserstein"));
        Assert.That(
            () => new Trainer(SmallRun.Gan("stop={\"metric\":\"validationReconstruction\",\"patience\":2}"), SmallRun.Data()),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("stop.metric: a run cannot be ended by 'validationReconstruction'"));
    }

    [Test]
    public void The_networks_are_those_of_the_original()
    {
        AdversarialAutoencoder model = RecipeCatalog.Load("mnist-gan").Create(new ImageShape(28, 28, 1));

        Assert.That(
            model.Parameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter => parameter.ToString()),
            Is.EqualTo(new[]
            {
                "decoder.hidden1.weight [100, 1200]", "decoder.hidden2.weight [1200, 1200]", "decoder.output.weight [1200, 784]",
                "discriminator.x.hidden1.weight [784, 1200]", "discriminator.x.hidden2.weight [240, 1200]", "discriminator.x.output.weight [240, 1]",
            }));
    }

    /// <summary>What the decoder makes of the step's samples of the prior.</summary>
    private static Tensor Made(AdversarialAutoencoder model, TrainingStep step)
    {
        var z = new Tensor(new Shape(step.BatchSize, 2));
        model.Prior.Sample(RandomStream.Named(step.Seed, "prior/z"), step.Draw, z);
        var tape = new Tape();
        return model.Decoder.Apply(tape, tape.Constant(z)).Value;
    }

    /// <summary>The mean of a function of D(x), by the layers as their formulas say.</summary>
    private static double Means(AdversarialAutoencoder model, Tensor x, Func<double, double> of)
    {
        double[][] rows = [.. Enumerable.Range(0, x.Shape.Rows).Select(i => x.Row(i).ToArray().Select(value => (double)value).ToArray())];
        foreach ((string layer, int pieces) in new[] { ("hidden1", 3), ("hidden2", 3), ("output", 1) })
        {
            Tensor w = Of($"discriminator.x.{layer}.weight");
            Tensor b = Of($"discriminator.x.{layer}.bias");
            int units = b.Shape.Count / pieces;
            rows = [.. rows.Select(row => Enumerable.Range(0, units).Select(unit => Enumerable.Range(0, pieces).Max(piece => Sum(row, w, b, piece * units + unit))).ToArray())];
        }

        return rows.Average(row => of(1 / (1 + Math.Exp(-row[0]))));

        Tensor Of(string name) => model.Parameters.Single(parameter => parameter.Name == name).Value;
    }

    private static double Sum(double[] row, Tensor w, Tensor b, int column) =>
        row.Select((value, i) => value * w.Row(i)[column]).Sum() + b.Span[column];
}
