using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>The class of a deformed image comes to that of the image, which stays.</summary>
[Category("Unit")]
internal sealed class ConsistencyPhaseTests
{
    private static readonly string[] s_plain = ["encoder.inputNoise=0", "phases.consistency.momentum=0"];

    // That of SmallRun.Consistent.
    private static readonly WarpRange s_range = new(Shift: 1, Rotation: 20, Scale: 0.1f, Shear: 0.1f);

    [Test]
    public void Images_that_are_not_deformed_cost_the_entropy_of_their_class_and_move_nothing()
    {
        // The gradient is softmax − target, and the target a constant; were it not one, the entropy would fall.
        AdversarialAutoencoder model = SmallRun.Consistent(s_plain).Create(Image);
        var phase = new ConsistencyPhase(model.Encoder.Parts[0], model.Encoder, range: default, Descent.Sgd(rate: 0.1f));
        Dictionary<string, float[]> before = Values(model);
        double entropy = Distributions(model, Step().Images, range: default).Sum(p => -p * Math.Log(p)) / Step().BatchSize;

        Assert.That(phase.Run(Step()), Is.EqualTo(entropy).Within(1e-5));
        foreach ((string name, float[] values) in Values(model))
        {
            Assert.That(values, Is.EqualTo(before[name]).Within(1e-7), name);
        }
    }

    [Test]
    public void Deformed_images_cost_the_cross_entropy_against_the_class_of_the_images()
    {
        AdversarialAutoencoder model = SmallRun.Consistent(s_plain).Create(Image);
        double[] target = Distributions(model, Step().Images, range: default);
        double[] deformed = Distributions(model, Step().Images, s_range);
        double expected = target.Zip(deformed, (t, p) => -t * Math.Log(p)).Sum() / Step().BatchSize;

        Assert.That(deformed, Is.Not.EqualTo(target).Within(1e-3));
        Assert.That(PhaseOf(model, "consistency").Run(Step()), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void The_class_of_deformed_images_comes_to_that_of_the_images()
    {
        AdversarialAutoencoder model = SmallRun.Consistent(s_plain).Create(Image);
        double Divergence() => Enumerable.Range(0, 20).Average(draw =>
        {
            double[] p = Distributions(model, Step().Images, range: default);
            double[] q = Distributions(model, Step().Images, s_range, draw);
            return p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum() / Step().BatchSize;
        });

        double before = Divergence();
        TrainingStep step = Step();
        for (int i = 0; i < 100; i++)
        {
            step.Number = (ulong)i;
            PhaseOf(model, "consistency").Run(step);
        }

        Assert.That(Divergence(), Is.LessThan(before / 2));
    }

    [TestCase("semi-supervised-consistent")]
    [TestCase("clustering-consistent")]
    [TestCase("dimensionality-reduction-consistent")]
    public void It_is_the_last_phase_of_each_variant_with_classes_to_find(string variant) =>
        Assert.That(SmallRun.Of(variant).Create(Image).Phases[^1], Is.TypeOf<ConsistencyPhase>());

    [Test]
    public void Pieces_of_a_minibatch_count_by_their_images()
    {
        AdversarialAutoencoder model = SmallRun.Consistent(s_plain).Create(Image);
        ConsistencyPhase Still() => new(model.Encoder.Parts[0], model.Encoder, range: default, Descent.Sgd(rate: 1e-30f));
        (TrainingStep whole, TrainingStep few, TrainingStep more) = (Step(8), Step(3), Step(5));
        for (int i = 0; i < 5; i++)
        {
            whole.Images.Row(3 + i).CopyTo(more.Images.Row(i)); // the first three rows of either are the same draws
        }

        Assert.That(Still().Run(few, more), Is.EqualTo(Still().Run(whole)).Within(1e-6));
        Assert.That(Still().Run(few), Is.Not.EqualTo(Still().Run(whole)).Within(1e-4));
    }

    // q(y|x) of every image, one after the other; deformed as the phase draws it in a step.
    private static double[] Distributions(AdversarialAutoencoder model, Tensor images, WarpRange range, int step = 0)
    {
        Part y = model.Encoder.Parts[0];
        var tape = new Tape(moves: [], training: true, name: "consistency", seed: 1) { Step = (ulong)step };
        Variable x = tape.Constant(images);
        Variable seen = range == default ? x : new RandomWarp("consistency.warp", Image.Channels, Image.Height, Image.Width, range).Apply(tape, x);
        return [.. model.Encoder.Encode(tape, seen, y)[y].Value.Span.ToArray().Select(p => (double)p)];
    }
}
