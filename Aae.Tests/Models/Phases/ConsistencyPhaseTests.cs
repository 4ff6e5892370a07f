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

    [Test]
    public void Images_that_are_not_deformed_cost_the_entropy_of_their_class_and_move_nothing()
    {
        // The gradient is softmax − target, and the target a constant; were it not one, the entropy would fall.
        AdversarialAutoencoder model = SmallRun.Consistent([.. s_plain, "consistency={}"]).Create(Image);
        Dictionary<string, float[]> before = Values(model);
        double entropy = Distributions(model, Step().Images, range: default).Sum(p => -p * Math.Log(p)) / Step().BatchSize;

        Assert.That(PhaseOf(model, "consistency").Run(Step()), Is.EqualTo(entropy).Within(1e-5));
        Assert.That(Values(model), Is.EqualTo(before));
    }

    [Test]
    public void Deformed_images_cost_the_cross_entropy_against_the_class_of_the_images()
    {
        AdversarialAutoencoder model = SmallRun.Consistent(s_plain).Create(Image);
        double[] target = Distributions(model, Step().Images, range: default);
        double[] deformed = Distributions(model, Step().Images, new WarpRange(Shift: 1, Rotation: 20, Scale: 0.1f, Shear: 0.1f));
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
            double[] q = Distributions(model, Step().Images, new WarpRange(Shift: 1, Rotation: 20, Scale: 0.1f, Shear: 0.1f), draw);
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
