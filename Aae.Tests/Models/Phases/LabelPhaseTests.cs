using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Variants;
using static Aae.Tests.Models.Phases.SmallStep;

namespace Aae.Tests.Models.Phases;

/// <summary>
/// Labels beside the images: in the discriminator (paper §2.3), in the decoder (§4); and cluster heads (§7).
/// </summary>
[Category("Unit")]
internal sealed class LabelPhaseTests
{
    [TestCase("discriminator.z")]
    [TestCase("generator.z")]
    public void The_label_reaches_the_discriminator(string phase)
    {
        // Three components that are the same: samples of the prior do not tell the label, so that D alone can.
        const string Alike = "{\"mean\":[0,0],\"deviations\":[1,1]}";
        float Loss(params int[] labels)
        {
            AdversarialAutoencoder model = SmallRun.LabelRegularized($"code.z.prior={{\"kind\":\"mixture\",\"components\":[{Alike},{Alike},{Alike}]}}").Create(Image);
            return PhaseOf(model, phase).Run(Step(model, labels));
        }

        float known = Loss(0, 1, 2, 0);

        Assert.That(Loss(0, 1, 2, 0), Is.EqualTo(known));
        Assert.That(Loss(1, 2, 0, 1), Is.Not.EqualTo(known).Within(1e-5f), "other labels");
        Assert.That(Loss(-1, -1, -1, -1), Is.Not.EqualTo(known).Within(1e-5f), "no labels");
    }

    [Test]
    public void Samples_of_the_prior_come_from_the_component_of_the_minibatch_s_label_and_from_all_where_there_is_none()
    {
        AdversarialAutoencoder model = SmallRun.LabelRegularized().Create(Image);
        var prior = (ConditionalPrior)model.Prior;
        var adversary = new Adversary(
            model.Encoder.Parts[0], model.Prior, new Discriminator(model.Encoder.Parts[0], SmallRun.Recipe().Discriminator!.CreateMlp(), model.Labels));
        int[] Drawn(params int[] labels)
        {
            TrainingStep step = Step(model, labels);
            var samples = new Tensor(new Shape(labels.Length, 2));
            adversary.SamplePrior(step, new RandomStream(3, 3), samples);
            return [.. Enumerable.Range(0, labels.Length).Select(i => prior.NearestClass(samples.Row(i)))];
        }

        int[] ofLabels = [.. Enumerable.Range(0, 90).Select(i => i % 3)];
        double hits = Drawn(ofLabels).Zip(ofLabels, (drawn, label) => drawn == label ? 1 : 0).Average();
        int[] ofNone = Drawn([.. Enumerable.Repeat(LabelCode.Unknown, 90)]);

        Assert.That(hits, Is.GreaterThan(0.95)); // the components hardly overlap
        Assert.That(ofNone.GroupBy(c => c).Select(group => group.Count()), Has.Exactly(3).Items.And.All.GreaterThan(15));
    }

    [Test]
    public void The_discriminator_has_a_column_for_each_class_and_one_for_not_known()
    {
        AdversarialAutoencoder model = SmallRun.LabelRegularized().Create(Image);
        TrainingStep step = Step(model, 2, -1, 0, 1);

        Assert.That(model.Parameters.Single(parameter => parameter.Name == "discriminator.z.hidden1.weight").Shape, Is.EqualTo(new Shape(2 + 4, 9)));
        Assert.That(step.Labels!.OneHot.Span.ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0 }));
    }

    [Test]
    public void The_decoder_reads_the_label_and_the_encoder_does_not()
    {
        float Loss(string phase, params int[] labels)
        {
            AdversarialAutoencoder model = SmallRun.Supervised().Create(Image);
            return PhaseOf(model, phase).Run(Step(model, labels));
        }

        Assert.That(Loss("reconstruction", 0, 1, 2, 0), Is.Not.EqualTo(Loss("reconstruction", 1, 2, 0, 1)).Within(1e-5f));
        Assert.That(Loss("generator.z", 0, 1, 2, 0), Is.EqualTo(Loss("generator.z", 1, 2, 0, 1)));
    }

    [Test]
    public void Fixed_heads_are_a_multiple_of_the_unit_matrix_and_stay()
    {
        AdversarialAutoencoder model = SmallRun.Reduction(
            "code.z.size=3", "code.heads={\"kind\":\"fixed\",\"scale\":10}", "phases.heads=null").Create(Image);
        float[] expected = [10, 0, 0, 0, 10, 0, 0, 0, 10];
        TrainingStep step = Step(model, 0, 1, 2, 0);
        foreach (Phase phase in model.Phases)
        {
            phase.Run(step);
        }

        Assert.That(model.Decoder.Heads!.Weight.Value.Span.ToArray(), Is.EqualTo(expected));
        Assert.That(model.Phases.Select(phase => phase.Name), Has.None.EqualTo("heads"));
    }

    [Test]
    public void The_head_cost_drives_heads_apart_until_they_are_as_far_as_asked()
    {
        AdversarialAutoencoder model = SmallRun.Reduction("code.heads.separation=3").Create(Image);
        Phase heads = PhaseOf(model, "heads");
        TrainingStep step = Step(model, 0, 1, 2, 0);
        float first = heads.Run(step), last = first;
        for (int i = 0; i < 400; i++)
        {
            last = heads.Run(step);
        }

        Assert.That(first, Is.GreaterThan(0.5));
        Assert.That(last, Is.LessThan(0.3)); // a step is 0.1, so they come to rest within about that of η
    }

    [Test]
    public void A_conditional_discriminator_needs_a_prior_with_components()
    {
        Assert.That(
            () => SmallRun.LabelRegularized("code.z.prior={\"kind\":\"gaussian\"}").Create(Image),
            Throws.InstanceOf<AaeException>().With.Message.Contains("code.z.prior").And.Message.Contains("mixture"));
    }
}
