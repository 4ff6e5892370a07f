using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Posteriors;
using Aae.Models.Training;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Posteriors;

/// <summary>Random posteriors: drawn in training and where codes are asked for as samples, else their means.</summary>
[Category("Unit")]
internal sealed class PosteriorTests
{
    [Test]
    public void The_variance_of_a_Gaussian_posterior_is_bounded()
    {
        var posterior = new GaussianPosterior(Part.Gaussian("z", 2, new DeviationRange(Middle: 0.5f, Bound: 3)), features: 4, Initializer.Normal(1));
        posterior.Initialize(1);
        double middle = 2 * Math.Log(0.5);
        var tape = new Tape();
        Variable Moments(float size)
        {
            var features = new Tensor(new Shape(50, 4));
            new RandomStream(1, 1).FillGaussian(features.Span, 0);
            foreach (ref float feature in features.Span)
            {
                feature *= size;
            }

            return posterior.Moments(tape, tape.Constant(features)).LogVariance;
        }

        Assert.That(Moments(1000).Value.Span.ToArray(), Is.All.InRange(middle - 3.00001, middle + 3.00001).And.Some.LessThan(middle - 2.9).And.Some.GreaterThan(middle + 2.9));

        // A small output passes as it is: the head's own linear function.
        var linear = new Linear("encoder.z.logVariance", 4, 2, default, Initializer.Normal(1));
        linear.Initialize(1);
        var small = new Tensor(new Shape(1, 4), [0.01f, 0.02f, -0.01f, 0.03f]);
        Assert.That(
            posterior.Moments(tape, tape.Constant(small)).LogVariance.Value.Span.ToArray(),
            Is.EqualTo(linear.Apply(tape, tape.Constant(small)).Value.Span.ToArray().Select(a => middle + a)).Within(1e-4));
    }

    [TestCase("gaussian")]
    [TestCase("universal")]
    [TestCase("semi-supervised-random")]
    [TestCase("vae")]
    public void Samples_of_codes_are_drawn_by_the_seed_and_plain_codes_are_not_drawn(string kind)
    {
        TrainedModel model = Model(kind);
        ImageSet images = SmallRun.Data().Test;
        float[] Drawn(ulong seed) => model.EncodeSamples(images, seed).Span.ToArray();

        Assert.That(model.HasRandomCodes);
        (float[] first, float[] again) = (Drawn(1), Drawn(1));
        (float[] mean, float[] meanAgain) = (model.Encode(images).Span.ToArray(), model.Encode(images).Span.ToArray());
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Drawn(2), Is.Not.EqualTo(first));
        Assert.That(mean, Is.Not.EqualTo(first));
        Assert.That(meanAgain, Is.EqualTo(mean));
    }

    [Test]
    public void Samples_of_a_deterministic_posterior_are_its_codes()
    {
        TrainedModel model = Model("basic");
        ImageSet images = SmallRun.Data().Test;

        Assert.That(model.HasRandomCodes, Is.False);
        Assert.That(model.EncodeSamples(images, 1).Span.ToArray(), Is.EqualTo(model.Encode(images).Span.ToArray()));
    }

    [Test]
    public void The_mean_of_many_samples_of_a_Gaussian_posterior_is_the_plain_code_and_each_image_has_draws_of_its_own()
    {
        TrainedModel model = Model("gaussian");
        ImageSet images = SmallRun.Data().Test;
        float[] code = model.Encode(images).Span.ToArray();
        double[] sum = new double[code.Length];
        double correlation = 0;
        for (ulong seed = 0; seed < 1000; seed++)
        {
            Span<float> drawn = model.EncodeSamples(images, seed).Span;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += drawn[i] - code[i];
            }

            correlation += (drawn[0] - code[0]) * (drawn[2] - code[2]) / 1000;
        }

        Assert.That(sum.Select(difference => difference / 1000), Is.All.Zero.Within(0.2)); // σ is about 1
        Assert.That(correlation, Is.Zero.Within(0.2));
    }

    [Test]
    public void In_training_each_phase_and_each_step_draws_anew()
    {
        AdversarialAutoencoder model = SmallRun.GaussianPosterior().Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));
        var x = new Tensor(new Shape(3, 16));
        float[] Codes(string phase, ulong step)
        {
            var tape = new Tape(moves: [], training: true, phase, seed: 1) { Step = step };
            return model.Encoder.Apply(tape, tape.Constant(x)).Value.Span.ToArray();
        }

        (float[] first, float[] again) = (Codes("reconstruction", 0), Codes("reconstruction", 0));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Codes("reconstruction", 1), Is.Not.EqualTo(first));
        Assert.That(Codes("regularization.z", 0), Is.Not.EqualTo(first));
    }

    [Test]
    public void The_match_with_the_prior_is_measured_on_samples()
    {
        // The means start as a point, σ at 1: half of the prior's deviation.
        TrainedModel model = Model("gaussian", "encoder.initializer={\"kind\":\"normal\",\"deviation\":0.001}");

        EvaluationReport report = ModelEvaluation.Run(model, SmallRun.Data().Test);

        Assert.That(report.SmallestDeviation, Is.GreaterThan(0.2));
    }

    [Test]
    public void Validation_draws_the_same_samples_at_each_run()
    {
        AdversarialAutoencoder model = SmallRun.GaussianPosterior().Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));
        ImageSet images = SmallRun.Data().Validation;
        var pass = new ValidationPass(model, images, WorkerTeam.Single);
        double error = pass.Run();
        float[] codes = pass.Codes.Span.ToArray();

        Assert.That(pass.Run(), Is.EqualTo(error));
        Assert.That(pass.Codes.Span.ToArray(), Is.EqualTo(codes));
        Assert.That(codes, Is.Not.EqualTo(new TrainedModel(SmallRun.GaussianPosterior(), model).Encode(images).Span.ToArray()));
    }

    [TestCase("semi-supervised-random")]
    [TestCase("vae-mixture")]
    [TestCase("mmd")]
    [TestCase("dbn")]
    [TestCase("stacked-cae")]
    [TestCase("gsn")]
    [TestCase("gmmn")]
    public void A_model_reads_back_bit_by_bit(string kind)
    {
        TrainedModel model = Model(kind);
        string path = Path.GetTempFileName();
        try
        {
            model.Save(path);
            TrainedModel back = TrainedModel.Load(path);
            ImageSet images = SmallRun.Data().Test;
            Assert.That(back.EncodeSamples(images, 3).Span.ToArray(), Is.EqualTo(model.EncodeSamples(images, 3).Span.ToArray()));
            Assert.That(back.Sample(5, 1).Span.ToArray(), Is.EqualTo(model.Sample(5, 1).Span.ToArray()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TrainedModel Model(string kind, params string[] overrides) =>
        new Trainer(SmallRun.Of(kind, overrides), SmallRun.Data(), new TrainingOptions { Steps = 0 }).Run();
}
