using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>
/// Each phase descends the gradient of its own loss, and nothing else. The cases are mistakes that implementations of
/// adversarial autoencoders are known to make.
/// </summary>
[Category("Unit")]
internal sealed class PhaseTests
{
    [Test]
    public void Phases_that_move_the_same_parameters_share_no_momentum()
    {
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        Phase generator = PhaseOf(model, "generator.z");
        float[][] before = [.. generator.Optimizer.State.Select(state => state.Value.Span.ToArray())];

        PhaseOf(model, "reconstruction").Run(Step());

        Assert.That(generator.Optimizer.State.Select(state => state.Value.Span.ToArray()), Is.EqualTo(before));
    }

    [Test]
    public void The_generator_descends_its_own_loss_through_the_codes()
    {
        // The loss falls along the step that the encoder took, with the discriminator as it was: the gradient passed z.
        AdversarialAutoencoder model = SmallRun.Recipe("phases.generator.rate=0.001", "phases.generator.momentum=0").Create(Image);
        Phase generator = PhaseOf(model, "generator.z");
        TrainingStep step = Step();
        Dictionary<string, float[]> before = Values(model);

        float first = generator.Run(step);
        double squaredGradient = model.Encoder.Parameters.Sum(parameter => Squared(parameter, before[parameter.Name])) / (0.001 * 0.001);
        step.Number++;
        float second = generator.Run(step);

        Assert.That(squaredGradient, Is.Positive);
        Assert.That(first - second, Is.EqualTo(0.001 * squaredGradient).Within(0.05 * 0.001 * squaredGradient + 2e-7));
    }

    [Test]
    public void The_discriminator_ascends_the_sum_of_two_means()
    {
        // With all weights zero D is ½ everywhere, so −mean log D(prior) − mean log(1 − D(code)) is 2 log 2.
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        foreach (Parameter parameter in model.Parameters.Where(parameter => parameter.Name.StartsWith("discriminator", StringComparison.Ordinal)))
        {
            parameter.Value.Span.Clear();
        }

        Assert.That(PhaseOf(model, "discriminator.z").Run(Step()), Is.EqualTo(2 * Math.Log(2)).Within(1e-6));
        model = SmallRun.Recipe("discriminator.initializer={\"kind\":\"normal\",\"deviation\":0}").Create(Image);
        Assert.That(PhaseOf(model, "generator.z").Run(Step()), Is.EqualTo(Math.Log(2)).Within(1e-6));
    }

    [Test]
    public void The_discriminator_learns_that_samples_of_the_prior_are_one_and_codes_zero()
    {
        // Codes are all zero (an encoder of zeros), the prior is far from zero as a rule.
        AdversarialAutoencoder model = SmallRun.Recipe("encoder.initializer={\"kind\":\"normal\",\"deviation\":0}", "code.z.prior.deviation=20").Create(Image);
        Phase discriminator = PhaseOf(model, "discriminator.z");
        TrainingStep step = Step();
        for (int i = 0; i < 200; i++)
        {
            step.Number = (ulong)i;
            discriminator.Run(step);
        }

        float Logit(float x, float y)
        {
            var tape = new Tape(moves: []);
            var weights = new Discriminator(Part.Linear("z", 2), SmallRun.Recipe().Discriminator!.CreateMlp());
            foreach ((Parameter own, Parameter trained) in weights.Parameters.Zip(discriminator.Moves))
            {
                own.Value.CopyFrom(trained.Value);
            }

            return weights.Apply(tape, tape.Constant(new Tensor(new Shape(1, 2), [x, y]))).Scalar;
        }

        Assert.That(Logit(0, 0), Is.Negative);
        Assert.That(Logit(15, -15), Is.Positive);
    }

    [Test]
    public void The_reconstruction_error_is_summed_over_pixels_and_averaged_over_the_batch()
    {
        // A decoder of zeros answers σ(0) = ½ for each pixel.
        AdversarialAutoencoder model = SmallRun.Recipe("decoder.initializer={\"kind\":\"normal\",\"deviation\":0}").Create(Image);
        TrainingStep step = Step();
        double expected = step.Images.Span.ToArray().Sum(x => 0.5 * (x - 0.5) * (x - 0.5)) / step.BatchSize;

        Assert.That(PhaseOf(model, "reconstruction").Run(step), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void The_schedule_acts()
    {
        string[] one = ["phases.reconstruction.rate=0.01", "phases.reconstruction.momentum=0", "phases.reconstruction.steps=[{\"after\":5,\"rate\":0.001}]"];
        double Moved(int epoch)
        {
            AdversarialAutoencoder model = SmallRun.Recipe(one).Create(Image);
            Dictionary<string, float[]> before = Values(model);
            TrainingStep step = Step();
            step.Epoch = epoch;
            PhaseOf(model, "reconstruction").Run(step);
            return Math.Sqrt(model.Parameters.Sum(parameter => Squared(parameter, before[parameter.Name])));
        }

        Assert.That(Moved(4), Is.EqualTo(Moved(0)));
        Assert.That(Moved(5), Is.EqualTo(Moved(0) / 10).Within(1e-3 * Moved(0)));
    }

    [Test]
    public void Clipping_bounds_the_step()
    {
        AdversarialAutoencoder model = SmallRun.Recipe("phases.reconstruction.clipNorm=0.001", "phases.reconstruction.momentum=0").Create(Image);
        Dictionary<string, float[]> before = Values(model);

        PhaseOf(model, "reconstruction").Run(Step());

        double moved = Math.Sqrt(model.Parameters.Sum(parameter => Squared(parameter, before[parameter.Name])));
        Assert.That(moved, Is.EqualTo(0.01 * 0.001).Within(1e-7));
    }

    [Test]
    public void Noise_is_on_the_encoders_input_while_training_and_nowhere_else()
    {
        AdversarialAutoencoder noisy = SmallRun.Recipe("encoder.inputNoise=0.5").Create(Image);
        AdversarialAutoencoder clean = SmallRun.Recipe().Create(Image);
        Tensor x = Step().Images;

        float[] Codes(AdversarialAutoencoder model, bool training)
        {
            var tape = new Tape(moves: [], training);
            return model.Encoder.Apply(tape, tape.Constant(x)).Value.Span.ToArray();
        }

        Assert.That(Codes(noisy, training: false), Is.EqualTo(Codes(clean, training: false)));
        Assert.That(Codes(noisy, training: true), Is.Not.EqualTo(Codes(clean, training: true)));
        Assert.That(Step().Images.Span.ToArray(), Is.EqualTo(x.Span.ToArray())); // x itself, the target, stays clean

        var discriminatorTape = new Tape();
        int ops = discriminatorTape.Ops.Count;
        new Discriminator(Part.Linear("z", 2), SmallRun.Recipe("encoder.inputNoise=0.5").Discriminator!.CreateMlp())
            .Apply(discriminatorTape, discriminatorTape.Constant(new Tensor(new Shape(3, 2))));
        Assert.That(discriminatorTape.Ops.Skip(ops).Select(op => op.GetType().Name), Is.All.EqualTo("LinearOp"));
    }

    [TestCase("reconstruction")]
    [TestCase("discriminator.z")]
    [TestCase("generator.z")]
    public void Every_phase_encodes_noisy_images(string phase)
    {
        float Loss(string noise) => PhaseOf(SmallRun.Recipe($"encoder.inputNoise={noise}").Create(Image), phase).Run(Step());

        Assert.That(Loss("0.5"), Is.Not.EqualTo(Loss("0")).Within(1e-5f));
    }

    [Test]
    public void Discriminator_and_generator_see_the_same_codes_of_the_encoder_as_it_is()
    {
        // Reconstruction moves the encoder between the steps: stale codes would give the loss of the encoder before.
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        TrainingStep step = Step();
        foreach (Phase phase in model.Phases)
        {
            phase.Run(step);
        }

        step.Number++;
        PhaseOf(model, "reconstruction").Run(step);
        Dictionary<string, float[]> now = Values(model);
        float loss = PhaseOf(model, "generator.z").Run(step);

        AdversarialAutoencoder fresh = SmallRun.Recipe().Create(Image);
        foreach (Parameter parameter in fresh.Parameters)
        {
            now[parameter.Name].CopyTo(parameter.Value.Span);
        }

        Assert.That(PhaseOf(fresh, "generator.z").Run(Step()), Is.EqualTo(loss));
    }

    [Test]
    public void Codes_are_computed_anew_for_new_images_and_for_an_encoder_that_has_moved()
    {
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        var pass = new EncoderPass(model.Encoder, "pass", model.Encoder.Parts);
        TrainingStep step = Step();
        Part z = model.Encoder.Parts[0];
        float[] Codes() => pass.Codes(step)[z].Value.Span.ToArray();
        float[] Expected()
        {
            var tape = new Tape(moves: []);
            return model.Encoder.Apply(tape, tape.Constant(step.Images)).Value.Span.ToArray();
        }

        Assert.That(Codes(), Is.EqualTo(Expected()));
        step.Images.Span.Reverse();
        step.Number++;
        Assert.That(Codes(), Is.EqualTo(Expected()));
        PhaseOf(model, "reconstruction").Run(step); // within the same step
        Assert.That(Codes(), Is.EqualTo(Expected()));
    }

    [Test]
    public void A_phase_that_cannot_reach_what_it_is_to_move_says_so()
    {
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        var phase = new LostPhase(model.Encoder, model.Decoder);

        Assert.That(() => phase.Run(Step()), Throws.InvalidOperationException.With.Message.Contains("decoder.hidden1.weight"));
    }

    // Is to move the decoder too, but its loss is of the codes alone.
    private sealed class LostPhase(Encoder encoder, Decoder decoder)
        : Phase("lost", [.. encoder.Parameters, .. decoder.Parameters], Descent.Sgd(0.1f))
    {
        protected override Variable Record(Tape tape, TrainingStep step)
        {
            Variable z = encoder.Apply(tape, tape.Constant(step.Images));
            return tape.HalfSquaredError(z, tape.Constant(new Tensor(z.Shape)));
        }
    }

    [Test]
    public void A_loss_that_is_not_finite_stops_before_anything_moves()
    {
        AdversarialAutoencoder model = SmallRun.Recipe().Create(Image);
        TrainingStep step = Step();
        step.Images.Span[3] = float.NaN;
        Dictionary<string, float[]> before = Values(model);

        Assert.That(
            () => PhaseOf(model, "reconstruction").Run(step),
            Throws.TypeOf<DivergenceException>().With.Message.Contains("'reconstruction' is NaN at step 0"));
        Assert.That(Values(model), Is.EqualTo(before));
    }
}
