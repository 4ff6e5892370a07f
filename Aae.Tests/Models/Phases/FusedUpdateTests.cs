using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Simd;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Phases;

/// <summary>Phases move big matrices within the products of their gradients; that changes nothing but the time.</summary>
[Category("Unit")]
internal sealed class FusedUpdateTests
{
    private const int Batch = 20;

    // Layers from which each instruction set can move matrices by tiles, and small ones from which none can.
    private static readonly string[] s_layers =
        ["encoder.hidden=[70, 40]", "decoder.hidden=[33, 64]", "discriminator.hidden=[48, 7]", "encoder.inputNoise=0.2", "decoder.hiddenDropout=0.3"];

    private static readonly ImageShape s_image = new(8, 8, 1);

    [TestCase("sgd")]
    [TestCase("adam")]
    [TestCase("consistent")]
    public void Both_ways_give_the_same_bits(string kind)
    {
        string[] adam = [.. new[] { "reconstruction", "discriminator", "generator" }.Select(phase => $"phases.{phase}={{\"kind\":\"adam\",\"rate\":0.001}}")];
        string[] overrides = kind switch
        {
            "adam" => [.. s_layers, .. adam],
            "consistent" =>
            [
                .. s_layers, "variant=clustering", "code.y={\"classes\":4}", "consistency={\"shift\":1}", "phases.consistency={\"kind\":\"adam\",\"rate\":0.001}",
            ],
            _ => s_layers,
        };
        AdversarialAutoencoder fused = Trained(overrides, fuses: true, threads: 3), apart = Trained(overrides, fuses: false, threads: 1);

        foreach ((Parameter one, Parameter other) in fused.Parameters.Zip(apart.Parameters))
        {
            Assert.That(one.Value.Span.SequenceEqual(other.Value.Span), one.Name);
        }

        // Else the test compares a way with itself.
        if (InstructionSets.Current != InstructionSet.Scalar)
        {
            Assert.That(Parameter(fused, "encoder.hidden1.weight").Gradient, Is.Null);
        }

        Assert.That(Parameter(apart, "encoder.hidden1.weight").Gradient, Is.Not.Null);
    }

    [Test]
    public void A_frozen_matrix_stays()
    {
        AdversarialAutoencoder model = Model(s_layers);
        Parameter frozen = Parameter(model, "encoder.hidden1.weight"), moved = Parameter(model, "encoder.hidden2.weight");
        frozen.Frozen = true;
        float[] before = frozen.Value.Span.ToArray(), movedBefore = moved.Value.Span.ToArray();

        Run(model, steps: 2, fuses: true, threads: 1);

        Assert.That(frozen.Value.Span.ToArray(), Is.EqualTo(before));
        Assert.That(moved.Value.Span.ToArray(), Is.Not.EqualTo(movedBefore));
    }

    [Test]
    public void A_bound_on_the_norm_is_kept_by_writing_the_gradients()
    {
        AdversarialAutoencoder model = Model([.. s_layers, "phases.reconstruction.clipNorm=0.001", "phases.reconstruction.momentum=0"]);
        Dictionary<string, float[]> before = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.Span.ToArray());

        model.Phases[0].Run(Step(threads: 2));

        double moved = Math.Sqrt(model.Parameters.Sum(
            parameter => parameter.Value.Span.ToArray().Zip(before[parameter.Name], (now, then) => Math.Pow(now - then, 2)).Sum()));
        Assert.That(moved, Is.EqualTo(0.01 * 0.001).Within(1e-7));
    }

    [Test]
    public void A_gradient_that_is_not_finite_is_named()
    {
        // All zero below it, the output layer answers 0, whatever its weights; but on the way back they make the sums overflow.
        AdversarialAutoencoder model = Model([.. s_layers, "decoder.activation=identity", "decoder.hiddenDropout=0", "output=identity"]);
        Parameter(model, "decoder.hidden2.weight").Value.Span.Clear();
        Parameter(model, "decoder.output.weight").Value.Span.Fill(3e38f);

        Assert.That(
            () => model.Phases[0].Run(Step(threads: 1)),
            Throws.TypeOf<DivergenceException>().With.Message.Contains("the gradient of encoder.hidden1.bias in phase 'reconstruction' is NaN at step 0"));
    }

    private static AdversarialAutoencoder Trained(string[] overrides, bool fuses, int threads)
    {
        AdversarialAutoencoder model = Model(overrides);
        Run(model, steps: 3, fuses, threads);
        return model;
    }

    private static AdversarialAutoencoder Model(string[] overrides) => SmallRun.Recipe(overrides).Create(s_image);

    private static void Run(AdversarialAutoencoder model, int steps, bool fuses, int threads)
    {
        TrainingStep step = Step(threads);
        for (int i = 0; i < steps; i++)
        {
            step.Number = (ulong)i;
            foreach (Phase phase in model.Phases)
            {
                phase.FusesUpdates = fuses;
                phase.Run(step);
            }
        }
    }

    private static TrainingStep Step(int threads)
    {
        var images = new Tensor(new Shape(Batch, s_image.Pixels));
        new RandomStream(4, 4).FillUniform(images.Span, step: 0);
        return new TrainingStep(images, seed: 1, new WorkerTeam(threads));
    }

    private static Parameter Parameter(AdversarialAutoencoder model, string name) => model.Parameters.Single(parameter => parameter.Name == name);
}
