using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Posteriors;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>Objectives of encoder and decoder together: the evidence lower bound, and reconstruction with a weighted match.</summary>
[Category("Unit")]
internal sealed class ObjectivePhaseTests
{
    [Test]
    public void The_evidence_is_the_scaled_error_and_the_divergence_from_a_Gaussian()
    {
        AdversarialAutoencoder model = SmallRun.Vae().Create(Image);
        (GaussianMoments q, Variable z, Tape tape, Variable x) = Encoded(model);
        double error = tape.HalfSquaredError(model.Decoder.Apply(tape, z), x).Scalar / 0.5;
        double divergence = 0;
        for (int i = 0; i < q.Mean.Shape.Count; i++)
        {
            double mean = q.Mean.Value.Span[i], variance = Math.Exp(q.LogVariance.Value.Span[i]);
            divergence += (mean * mean / 4 + variance / 4 - 1 - Math.Log(variance / 4)) / 2;
        }

        Assert.That(model.Phases.Single().Run(Step(4)), Is.EqualTo(error + divergence / 4).Within(1e-4)); // 4 images
    }

    [Test]
    public void The_evidence_with_a_mixture_takes_entropy_and_density_of_the_sample()
    {
        AdversarialAutoencoder model = SmallRun.VaeMixture().Create(Image);
        (GaussianMoments q, Variable z, Tape tape, Variable x) = Encoded(model);
        Tensor pixels = model.Decoder.Apply(tape, z).Value;
        MixtureDensity mixture = ((GaussianMixturePrior)model.Prior).Mixture;
        double expected = 0;
        for (int row = 0; row < 4; row++)
        {
            for (int i = 0; i < 16; i++)
            {
                double p = pixels.Row(row)[i], t = x.Value.Row(row)[i];
                expected -= t * Math.Log(p) + (1 - t) * Math.Log(1 - p);
            }

            for (int i = 0; i < 2; i++)
            {
                expected -= 0.5 * (1 + Math.Log(2 * Math.PI) + q.LogVariance.Value.Row(row)[i]); // entropy
            }

            float[] code = z.Value.Row(row).ToArray();
            expected -= Math.Log(Enumerable.Range(0, 3).Sum(k => Math.Exp(mixture.LogDensity(k, code))));
        }

        Assert.That(model.Phases.Single().Run(Step(4)), Is.EqualTo(expected / 4).Within(1e-3));
    }

    [Test]
    public void The_joint_objective_is_reconstruction_and_weighted_generator_loss()
    {
        float Loss(Recipe recipe, string phase) => PhaseOf(recipe.Create(Image), phase).Run(Step(4));

        float reconstruction = Loss(SmallRun.Recipe(), "reconstruction");
        float generator = Loss(SmallRun.Recipe(), "generator.z");
        foreach (float weight in new[] { 0.5f, 3 })
        {
            Recipe joint = SmallRun.Joint(FormattableString.Invariant($"match.lambda={weight}"));
            Assert.That(Loss(joint, "joint"), Is.EqualTo(reconstruction + weight * generator).Within(1e-5), $"λ = {weight}");
        }
    }

    [Test]
    public void The_discrepancy_stands_beside_the_reconstruction_by_its_weight_and_draws_the_prior_anew_at_each_step()
    {
        float Loss(float weight, ulong step)
        {
            Recipe recipe = SmallRun.Discrepancy(FormattableString.Invariant($"match.lambda={weight}"));
            TrainingStep at = Step(4);
            at.Number = step;
            return PhaseOf(recipe.Create(Image), "joint").Run(at);
        }

        float reconstruction = PhaseOf(SmallRun.Recipe().Create(Image), "reconstruction").Run(Step(4));
        float match = Loss(1, 0) - reconstruction;

        Assert.That(Math.Abs(match), Is.GreaterThan(0.01));
        Assert.That(Loss(10, 0), Is.EqualTo(reconstruction + 10 * match).Within(1e-4));
        Assert.That(Loss(1, 1), Is.Not.EqualTo(Loss(1, 0)).Within(1e-4f));

        // As the op gives it, in the unit 2·d·s² = 2·2·4.
        AdversarialAutoencoder model = SmallRun.Discrepancy().Create(Image);
        var samples = new Tensor(new Shape(4, 2));
        model.Prior.Sample(RandomStream.Named(1, "prior/z"), 0, samples);
        var tape = new Tape();
        Variable z = model.Encoder.Apply(tape, tape.Constant(Step(4).Images));
        Assert.That(match, Is.EqualTo(tape.MaximumMeanDiscrepancy(z, samples, 16).Scalar).Within(0.01));
    }

    [Test]
    public void The_joint_phase_leaves_the_discriminator_s_running_statistics_alone()
    {
        AdversarialAutoencoder model = SmallRun.Joint("discriminator.batchNorm=true", "encoder.batchNorm=true").Create(Image);
        Dictionary<string, float[]> before = model.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());

        PhaseOf(model, "joint").Run(Step(4));

        string[] moved = [.. model.Tensors.Where(tensor => !tensor.Value.Span.SequenceEqual(before[tensor.Key])).Select(tensor => tensor.Key)];
        Assert.That(moved, Has.None.StartsWith("discriminator."));
        Assert.That(moved, Has.Some.EqualTo("encoder.hidden1.norm.mean"));
    }

    [Test]
    public void A_last_minibatch_of_one_has_no_discrepancy() => Assert.That(
        () => new Trainer(SmallRun.Discrepancy("data.batch=20"), SmallRun.Data()),
        Throws.TypeOf<AaeException>().With.Message.Contains("data.batch = 20").And.Message.Contains("a match of the kind mmd needs two or more"));

    /// <summary>
    /// Data x = u·(2, −1, 1) + 0.5·ε with u and ε normal. With linear networks the bound is tight at its best and is the likelihood of
    /// probabilistic PCA (Lucas, Tucker, Grosse, Norouzi 2019), here of the law itself: ½(3·log 2π + log det C + 3) a point.
    /// </summary>
    [Test]
    public void A_linear_variational_autoencoder_finds_the_likelihood_of_linear_Gaussian_data()
    {
        const float Variance = 0.25f;
        var part = Part.Gaussian("z", 1, new DeviationRange(1, 10));
        var linear = new Mlp([], Activation.Identity, Initializer.Normal(0.1f));
        var encoder = new Encoder(new ImageShape(1, 3, 1), linear, part);
        var decoder = new Decoder([part], linear, new ImageShape(1, 3, 1), Activation.Identity);
        AdversarialAutoencoder model = new AdversarialAutoencoder(encoder, decoder)
            .BoundEvidence(Prior.Gaussian(1), new GaussianLikelihood(Variance), Descent.Adam(0.01f, steps: (1, 0.001f)));
        model.Initialize(1);

        var x = new Tensor(new Shape(500, 3));
        var step = new TrainingStep(x, seed: 1, WorkerTeam.Single);
        double last = 0;
        for (int i = 0; i < 2000; i++)
        {
            step.Number = (ulong)i;
            step.Epoch = i / 1000;
            Fill(x, (ulong)i);
            double loss = model.Phases.Single().Run(step);
            last += i >= 1500 ? loss / 500 : 0;
        }

        // det(0.25·I + aaᵀ) = 0.25³·(1 + ‖a‖²/0.25), ‖a‖² = 6; the constant of the likelihood is left out of the loss.
        double logDeterminant = 3 * Math.Log(Variance) + Math.Log(1 + 6 / Variance);
        double expected = 0.5 * (3 * Math.Log(2 * Math.PI) + logDeterminant + 3) - 1.5 * Math.Log(2 * Math.PI * Variance);
        Assert.That(last, Is.EqualTo(expected).Within(0.02));
        float[] direction = [.. decoder.Parameters[0].Value.Span];
        Assert.That(direction.Select(w => w / direction[1]), Is.EqualTo(new[] { -2f, 1, -1 }).Within(0.05));
    }

    private static void Fill(Tensor x, ulong step)
    {
        var noise = new Tensor(new Shape(x.Shape[0], 4));
        new RandomStream(5, 5).FillGaussian(noise.Span, step);
        float[] direction = [2, -1, 1];
        for (int row = 0; row < x.Shape[0]; row++)
        {
            for (int i = 0; i < 3; i++)
            {
                x.Row(row)[i] = noise.Row(row)[3] * direction[i] + 0.5f * noise.Row(row)[i];
            }
        }
    }

    // What the phase draws: of the tape's name, seed and step.
    private static (GaussianMoments Moments, Variable Code, Tape Tape, Variable X) Encoded(AdversarialAutoencoder model)
    {
        var tape = new Tape(moves: [], training: true, "evidence", seed: 1);
        Variable x = tape.Constant(Step(4).Images);
        Code code = model.Encoder.Encode(tape, x);
        Part z = model.Encoder.Parts[0];
        return (code.Moments(z), code[z], tape, x);
    }
}
