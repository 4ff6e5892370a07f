using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>
/// Codes of two parts, an adversary for each, and a minibatch of labels: what each phase computes, for the semi-supervised variant
/// and for clustering with batch norm.
/// </summary>
[Category("Unit")]
internal sealed class SemiSupervisedPhaseTests
{
    [Test]
    public void The_generator_of_two_parts_descends_the_sum_of_both_losses_through_both()
    {
        AdversarialAutoencoder model = SmallRun.SemiSupervised("phases.generator.rate=0.001", "phases.generator.momentum=0", "encoder.inputNoise=0").Create(Image);
        Phase generator = PhaseOf(model, "generator");
        TrainingStep step = Step();
        Dictionary<string, float[]> before = Values(model);

        float first = generator.Run(step);
        double squaredGradient = model.Encoder.Parameters.Sum(parameter => Squared(parameter, before[parameter.Name])) / (0.001 * 0.001);
        Parameter[] heads = [.. model.Encoder.Parameters.Where(parameter => parameter.Name is "encoder.y.weight" or "encoder.z.weight")];
        step.Number++;
        float second = generator.Run(step);

        Assert.That(heads.Select(head => Squared(head, before[head.Name])), Has.Exactly(2).Items.And.All.Positive);
        Assert.That(first - second, Is.EqualTo(0.001 * squaredGradient).Within(0.05 * 0.001 * squaredGradient + 2e-7));
    }

    [Test]
    public void Discriminators_of_zeros_give_twice_log_2_to_each_and_to_the_generator_of_two()
    {
        AdversarialAutoencoder model = SmallRun.SemiSupervised("discriminator.initializer={\"kind\":\"normal\",\"deviation\":0}").Create(Image);

        // In this order, so that both discriminators are still zeros when the generator meets them.
        Assert.That(PhaseOf(model, "generator").Run(Step()), Is.EqualTo(2 * Math.Log(2)).Within(1e-6));
        Assert.That(PhaseOf(model, "discriminator.y").Run(Step()), Is.EqualTo(2 * Math.Log(2)).Within(1e-6));
        Assert.That(PhaseOf(model, "discriminator.z").Run(Step()), Is.EqualTo(2 * Math.Log(2)).Within(1e-6));
    }

    [Test]
    public void The_classification_loss_is_the_cross_entropy_of_one_softmax()
    {
        // An encoder of zeros but for the biases of y: the logits are these for every image. A second softmax would give another loss.
        AdversarialAutoencoder model = SmallRun.SemiSupervised("encoder.initializer={\"kind\":\"normal\",\"deviation\":0}").Create(Image);
        double[] logits = [3, -1, 0.5];
        Parameter bias = model.Parameters.Single(parameter => parameter.Name == "encoder.y.bias");
        for (int i = 0; i < 3; i++)
        {
            bias.Value.Span[i] = (float)logits[i];
        }

        double logSum = Math.Log(logits.Sum(Math.Exp));
        double expected = new[] { 0, 1, 2, 1 }.Average(label => logSum - logits[label]); // the labels of Step

        Assert.That(PhaseOf(model, "classification").Run(Step()), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void The_code_has_the_distribution_and_its_logits()
    {
        AdversarialAutoencoder model = SmallRun.SemiSupervised().Create(Image);
        (Part y, Part z) = (model.Encoder.Parts[0], model.Encoder.Parts[1]);
        var tape = new Tape(moves: [], training: false);
        Code code = model.Encoder.Encode(tape, tape.Constant(Step().Images));

        double[] exponentials = [.. code.Logits(y).Value.Row(2).ToArray().Select(logit => Math.Exp(logit))];
        Assert.That(code[y].Value.Row(2).ToArray(), Is.EqualTo(exponentials.Select(e => e / exponentials.Sum())).Within(1e-6));
        Assert.That(code.Join(tape).Value.Row(2).ToArray(), Is.EqualTo(code[y].Value.Row(2).ToArray().Concat(code[z].Value.Row(2).ToArray())));
        Assert.That(() => code.Logits(z), Throws.InstanceOf<KeyNotFoundException>());
    }

    [Test]
    public void Classification_descends_on_noisy_labelled_images_anew_at_each_step()
    {
        string[] still = ["phases.classification.rate=1e-30", "phases.classification.momentum=0"];
        float[] Losses(string noise)
        {
            AdversarialAutoencoder model = SmallRun.SemiSupervised([.. still, $"encoder.inputNoise={noise}"]).Create(Image);
            TrainingStep step = Step();
            return [.. Enumerable.Range(0, 3).Select(i =>
            {
                step.Number = (ulong)i;
                return PhaseOf(model, "classification").Run(step);
            })];
        }

        Assert.That(Losses("0.3"), Is.Unique);
        Assert.That(Losses("0").Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public void Running_statistics_follow_the_reconstruction_s_pass_once_a_step()
    {
        // 0.9·0 + 0.1·mean of the first layer's outputs before batch norm, whatever other phases ran.
        AdversarialAutoencoder model = SmallRun.Of("clustering-consistent", "encoder.inputDropout=0").Create(Image);
        TrainingStep step = Step();
        Parameter weight = model.Parameters.Single(parameter => parameter.Name == "encoder.hidden1.weight");
        var expected = new double[weight.Shape[1]];
        for (int row = 0; row < step.BatchSize; row++)
        {
            for (int i = 0; i < weight.Shape[0]; i++)
            {
                for (int j = 0; j < expected.Length; j++)
                {
                    expected[j] += 0.1 * step.Images.Row(row)[i] * weight.Value.Row(i)[j] / step.BatchSize;
                }
            }
        }

        foreach (Phase phase in model.Phases)
        {
            phase.Run(step);
        }

        float[] mean = model.Tensors.Single(tensor => tensor.Key == "encoder.hidden1.norm.mean").Value.Span.ToArray();
        Assert.That(mean, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void A_discriminator_with_batch_norm_renews_its_statistics_in_its_own_phase()
    {
        AdversarialAutoencoder model = SmallRun.SemiSupervised("discriminator.batchNorm=true").Create(Image);
        Dictionary<string, float[]> before = Values(model);
        PhaseOf(model, "generator").Run(Step());
        PhaseOf(model, "discriminator.y").Run(Step());

        string[] moved = [.. model.Tensors.Where(tensor => tensor.Key.EndsWith("norm.mean", StringComparison.Ordinal) && !tensor.Value.Span.SequenceEqual(before[tensor.Key])).Select(tensor => tensor.Key)];

        Assert.That(moved, Is.EqualTo(new[] { "discriminator.y.hidden1.norm.mean", "discriminator.y.hidden2.norm.mean" }));
    }

    [Test]
    public void A_step_without_labels_is_refused_by_the_phase_that_needs_them()
    {
        TrainingStep step = Step();
        AdversarialAutoencoder model = SmallRun.SemiSupervised().Create(Image);

        Assert.That(
            () => PhaseOf(model, "classification").Run(new TrainingStep(step.Images, 1, WorkerTeam.Single)),
            Throws.InvalidOperationException.With.Message.Contains("'classification'"));
    }
}
