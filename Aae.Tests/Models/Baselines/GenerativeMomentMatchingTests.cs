using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Reproduction;
using Aae.Models.Training;
using Aae.Models.Variants;
using Aae.Tests.Core.Formats;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Baselines;

/// <summary>An autoencoder, and then a generator that learns the law of its codes.</summary>
[Category("Unit")]
internal sealed class GenerativeMomentMatchingTests
{
    [Test]
    public void The_generator_descends_the_discrepancy_between_its_samples_and_codes_without_dropout()
    {
        AdversarialAutoencoder model = SmallRun.Moments("generator.batchNorm=false").Create(Image);
        TrainingStep step = Step(8);
        Tensor codes = Apply(model.Encoder, step.Images);
        var noise = new Tensor(new Shape(8, 2));
        RandomStream.Named(step.Seed, "prior/noise").FillUniform(noise.Span, step.Draw);
        foreach (ref float value in noise.Span)
        {
            value = 2 * value - 1;
        }

        Tensor samples = Apply(((GeneratorPrior)model.Prior).Network, noise);
        Phase generator = PhaseOf(model, "generator");
        float first = generator.Run(step);
        float last = first;
        for (int i = 0; i < 20; i++)
        {
            last = generator.Run(step); // the same noise: the step's number is the same
        }

        Assert.That(first, Is.EqualTo(Math.Sqrt(Mean(codes, codes) + Mean(samples, samples) - 2 * Mean(codes, samples))).Within(1e-5));
        Assert.That(last, Is.LessThan(0.9 * first));
        Assert.That(codes.Span.ToArray().Concat(samples.Span.ToArray()), Is.All.InRange(0, 1), "a sigmoid makes both");
    }

    [Test]
    public void The_generator_waits_for_the_autoencoder_which_then_rests()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        Dictionary<string, float[]> Train(TrainingOptions options)
        {
            new Trainer(SmallRun.Moments(), SmallRun.Data(), options).Run();
            return Safetensors.Read(run.LastCheckpoint).Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());
        }

        Dictionary<string, float[]> initial = Values(SmallRun.Moments().Create(Image));
        Dictionary<string, float[]> first = Train(new TrainingOptions { Folder = run, Steps = 3 }); // one epoch
        Assert.That(run.BestCheckpoint, Does.Not.Exist, "the prior has learned nothing yet");
        Dictionary<string, float[]> last = Train(new TrainingOptions { Folder = run, Resume = true });

        Assert.Multiple(() =>
        {
            foreach ((string name, float[] values) in initial)
            {
                bool isGenerator = name.StartsWith("generator.", StringComparison.Ordinal);
                Assert.That(first[name].SequenceEqual(values), Is.EqualTo(isGenerator), $"{name} in the first epoch");
                Assert.That(last[name].SequenceEqual(first[name]), Is.EqualTo(!isGenerator), $"{name} in the others");
            }
        });
        Assert.That(
            run.ReadMetrics().Select(epoch => string.Join(' ', epoch.Loss.Keys)),
            Is.EqualTo(new[] { "reconstruction", "generator", "generator" }));
        Assert.That(run.LoadModel(best: true).Sample(3, 1).Shape, Is.EqualTo(new Shape(3, 16)));
    }

    [Test]
    public void A_sample_is_a_function_of_seed_step_and_number_whatever_is_drawn_with_it()
    {
        Prior prior = SmallRun.Moments("generator.batchNorm=false").Create(Image).Prior;
        float[] Draw(int count, string stream, ulong step)
        {
            var samples = new Tensor(new Shape(count, 3));
            prior.Sample(RandomStream.Named(1, stream), step, samples);
            return samples.Span.ToArray();
        }

        float[] many = Draw(PassPool.BatchSize + 20, "a", 7);
        Assert.That(Draw(1, "a", 7), Is.EqualTo(many[..3]));
        Assert.That(Draw(PassPool.BatchSize + 1, "a", 7), Is.EqualTo(many[..^(19 * 3)]));
        Assert.That(Draw(1, "a", 8), Is.Not.EqualTo(many[..3]));
        Assert.That(Draw(1, "b", 7), Is.Not.EqualTo(many[..3]));
        Assert.That(many[^60..], Is.Not.EqualTo(many[..60]), "a batch begins where the one before it ended");
    }

    [Test]
    public void Weight_averages_hold_the_generator_too()
    {
        TrainedModel averaged = SmallRun.Moments("average={\"decay\":0.9}").Train(SmallRun.Data());
        TrainedModel last = SmallRun.Moments().Train(SmallRun.Data());

        Assert.That(averaged.Prior.Sample(3, 1).Span.ToArray(), Is.Not.EqualTo(last.Prior.Sample(3, 1).Span.ToArray()));
    }

    [Test]
    public void An_image_that_would_be_alone_under_batch_norm_is_refused() => Assert.That(
        () => new Trainer(SmallRun.Moments(), SmallRun.Data(train: 17)),
        Throws.TypeOf<AaeException>().With.Message.Contains("batch norm needs two or more"));

    [Test]
    public void The_networks_are_those_of_the_original_and_a_quick_reproduction_leaves_its_recipe_as_it_is()
    {
        AdversarialAutoencoder model = RecipeCatalog.Load("mnist-gmmn").Create(new ImageShape(28, 28, 1));
        Recipe digits = RecipeCatalog.Load("digits-gmmn");

        Assert.That(
            model.Parameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter => parameter.ToString()),
            Is.EqualTo(new[]
            {
                "encoder.hidden1.weight [784, 1024]", "encoder.z.weight [1024, 32]", "decoder.hidden1.weight [32, 1024]", "decoder.output.weight [1024, 784]",
                "generator.hidden1.weight [10, 64]", "generator.hidden2.weight [64, 256]", "generator.hidden3.weight [256, 256]",
                "generator.hidden4.weight [256, 1024]", "generator.output.weight [1024, 32]",
            }));
        Assert.That(QuickScale.Of(digits), Is.SameAs(digits));
    }

    private static Tensor Apply(Aae.Autograd.Modules.Module network, Tensor x)
    {
        var tape = new Tape(training: false);
        return network.Apply(tape, tape.Constant(x)).Value;
    }

    /// <summary>The mean of exp(−‖a − b‖²/2σ²) over all pairs, summed over σ = 0.2 and 1.</summary>
    private static double Mean(Tensor a, Tensor b)
    {
        double sum = 0;
        for (int i = 0; i < a.Shape.Rows; i++)
        {
            for (int j = 0; j < b.Shape.Rows; j++)
            {
                double square = a.Row(i).ToArray().Zip(b.Row(j).ToArray(), (x, y) => Math.Pow((double)x - y, 2)).Sum();
                sum += Math.Exp(-square / 0.08) + Math.Exp(-square / 2);
            }
        }

        return sum / a.Shape.Rows / b.Shape.Rows;
    }
}
