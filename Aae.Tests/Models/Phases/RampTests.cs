using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Phases;

/// <summary>A discriminator's pull on the encoder that grows over the first epochs, on passes that are recorded once.</summary>
[Category("Unit")]
internal sealed class RampTests
{
    private static readonly string[] s_plain = ["phases.generator.rate=0.001", "phases.generator.momentum=0", "encoder.inputNoise=0"];

    [TestCase(4, 0, 0)]
    [TestCase(4, 1, 0.25f)]
    [TestCase(4, 3, 0.75f)]
    [TestCase(4, 4, 1)]
    [TestCase(4, 50, 1)]
    [TestCase(0, 0, 1)]
    public void It_grows_by_equal_parts_from_epoch_to_epoch(int ramp, int epoch, float weight) =>
        Assert.That((Model($"code.y.ramp={(ramp == 0 ? "null" : ramp)}").Adversary with { Ramp = ramp }).WeightAt(epoch), Is.EqualTo(weight));

    [Test]
    public void The_encoder_moves_by_the_weighted_sum_of_both_pulls_in_each_epoch_of_one_recording()
    {
        float[] of_z = Move(Model("code.y.ramp=4").Model, epoch: 0).Moved; // y does not pull yet
        float[] of_both = Move(Model().Model, epoch: 0).Moved;
        float[] of_y = [.. of_both.Zip(of_z, (both, z) => both - z)];
        Assert.That(of_y.Max(MathF.Abs), Is.GreaterThan(1e-6f));

        (AdversarialAutoencoder model, _) = Model("code.y.ramp=4");
        TrainingStep step = Step();
        foreach (int epoch in new[] { 2, 0, 4, 3, 0 })
        {
            float[] moved = Move(model, epoch, step).Moved;
            float weight = Math.Min(epoch / 4f, 1);
            Assert.That(moved, Is.EqualTo(of_z.Zip(of_y, (z, y) => z + weight * y)).Within(1e-7f), $"epoch {epoch}");
        }
    }

    [Test]
    public void Its_loss_has_the_weight_too()
    {
        float without = Move(Model("code.y.ramp=4").Model, epoch: 0).Loss;
        float half = Move(Model("code.y.ramp=4").Model, epoch: 2).Loss;
        float whole = Move(Model().Model, epoch: 0).Loss;
        Assert.That(half, Is.EqualTo((without + whole) / 2).Within(1e-6f));
        Assert.That(whole - without, Is.GreaterThan(0.1f));
    }

    [Test]
    public void The_discriminator_learns_from_the_first_epoch_on()
    {
        Phase own = Model("code.y.ramp=4").Model.Phases.Single(phase => phase.Name == "discriminator.y");
        float[] before = [.. own.Moves.SelectMany(parameter => parameter.Value.Span.ToArray())];
        own.Run(Step());
        Assert.That(own.Moves.SelectMany(parameter => parameter.Value.Span.ToArray()), Is.Not.EqualTo(before));
    }

    private static (AdversarialAutoencoder Model, Adversary Adversary) Model(params string[] overrides)
    {
        Recipe recipe = SmallRun.SemiSupervised([.. s_plain, .. overrides]);
        return (recipe.Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1)), recipe.CreateAdversaryOfY(Part.Categorical("y", 3)));
    }

    // What one step of the generator does to the encoder, which is then put back where it was.
    private static (float Loss, float[] Moved) Move(AdversarialAutoencoder model, int epoch, TrainingStep? step = null)
    {
        step ??= Step();
        step.Epoch = epoch;
        step.Number++;
        float[][] before = [.. model.Encoder.Parameters.Select(parameter => parameter.Value.Span.ToArray())];
        float loss = model.Phases.Single(phase => phase.Name == "generator").Run(step);
        float[] moved = [.. model.Encoder.Parameters.SelectMany((parameter, i) => parameter.Value.Span.ToArray().Zip(before[i], (now, then) => now - then))];
        for (int i = 0; i < before.Length; i++)
        {
            before[i].CopyTo(model.Encoder.Parameters[i].Value.Span);
            model.Encoder.Parameters[i].Version++;
        }

        return (loss, moved);
    }

    private static TrainingStep Step()
    {
        var images = new Tensor(new Shape(8, SmallRun.Height * SmallRun.Width));
        SmallRun.Data().Train.Gather([0, 1, 2, 3, 4, 5, 6, 7], images);
        return new TrainingStep(images, seed: 1, WorkerTeam.Single);
    }
}
