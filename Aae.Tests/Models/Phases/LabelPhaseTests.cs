using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Phases;

/// <summary>
/// Labels beside the images: in the discriminator (paper §2.3), in the decoder (§4); and cluster heads (§7). Of every variant's
/// phases what they move.
/// </summary>
[Category("Unit")]
internal sealed class LabelPhaseTests
{
    private static readonly ImageShape Image = new(SmallRun.Height, SmallRun.Width, 1);

    [TestCase("label-regularized", "reconstruction", "encoder.", "decoder.")]
    [TestCase("label-regularized", "discriminator.z", "discriminator.z.")]
    [TestCase("label-regularized", "generator.z", "encoder.")]
    [TestCase("supervised", "reconstruction", "encoder.", "decoder.")]
    [TestCase("supervised", "discriminator.z", "discriminator.z.")]
    [TestCase("supervised", "generator.z", "encoder.")]
    [TestCase("dimensionality-reduction", "reconstruction", "encoder.", "decoder.")]
    [TestCase("dimensionality-reduction", "discriminator.y", "discriminator.y.")]
    [TestCase("dimensionality-reduction", "discriminator.z", "discriminator.z.")]
    [TestCase("dimensionality-reduction", "generator", "encoder.")]
    [TestCase("dimensionality-reduction", "classification", "encoder.hidden", "encoder.y.")]
    [TestCase("dimensionality-reduction", "heads", "decoder.heads.")]
    [TestCase("gaussian", "reconstruction", "encoder.", "decoder.")]
    [TestCase("gaussian", "discriminator.z", "discriminator.z.")]
    [TestCase("gaussian", "generator.z", "encoder.")]
    [TestCase("universal", "generator.z", "encoder.")]
    [TestCase("semi-supervised-random", "generator", "encoder.")]
    [TestCase("semi-supervised-random", "classification", "encoder.hidden", "encoder.y.")]
    [TestCase("vae", "evidence", "encoder.", "decoder.")]
    [TestCase("vae-mixture", "evidence", "encoder.", "decoder.")]
    [TestCase("joint", "discriminator.z", "discriminator.z.")]
    [TestCase("joint", "joint", "encoder.", "decoder.")]
    [TestCase("mmd", "joint", "encoder.", "decoder.")]
    public void A_phase_moves_its_own_tensors_and_no_others(string variant, string phase, params string[] own)
    {
        AdversarialAutoencoder model = SmallRun.Of(variant).Create(Image);
        Dictionary<string, float[]> before = model.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());
        Dictionary<string, float[]>[] states = [.. model.Phases.Select(State)];

        PhaseOf(model, phase).Run(Step(model, 0, 1, 2, 0));

        Assert.Multiple(() =>
        {
            foreach ((string name, Tensor tensor) in model.Tensors)
            {
                bool mine = own.Any(start => name.StartsWith(start, StringComparison.Ordinal));
                Assert.That(!tensor.Span.SequenceEqual(before[name]), Is.EqualTo(mine), name);
            }

            for (int i = 0; i < states.Length; i++)
            {
                bool same = State(model.Phases[i]).All(state => state.Value.SequenceEqual(states[i][state.Key]));
                Assert.That(same || model.Phases[i].Name == phase, $"the momentum of {model.Phases[i].Name}");
            }
        });
    }

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
        var prior = (IConditionalPrior)model.Prior;
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

    [TestCase("label-regularized")]
    [TestCase("supervised")]
    [TestCase("dimensionality-reduction")]
    [TestCase("semi-supervised-random")]
    [TestCase("vae")]
    [TestCase("vae-mixture")]
    [TestCase("joint")]
    [TestCase("mmd")]
    public void A_step_allocates_nothing_after_the_first(string variant)
    {
        AdversarialAutoencoder model = SmallRun.Of(variant).Create(Image);
        TrainingStep step = Step(model, 0, 1, 2, 0);
        void All()
        {
            step.Number++;
            for (int i = 0; i < model.Phases.Count; i++)
            {
                model.Phases[i].Run(step);
            }
        }

        All();
        Assert.That(Allocations.OfTen(All), Is.Zero);
    }

    private static Phase PhaseOf(AdversarialAutoencoder model, string name) => model.Phases.Single(phase => phase.Name == name);

    private static Dictionary<string, float[]> State(Phase phase) =>
        phase.Optimizer.State.ToDictionary(state => state.Key, state => state.Value.Span.ToArray());

    private static TrainingStep Step(AdversarialAutoencoder model, params int[] labels)
    {
        var images = new Tensor(new Shape(labels.Length, Image.Pixels));
        new RandomStream(4, 4).FillUniform(images.Span, step: 0);
        var labelled = new LabelledBatch(new Tensor(new Shape(2, Image.Pixels)), new Tensor(new Shape(2, 3), [1, 0, 0, 0, 1, 0]));
        new RandomStream(4, 5).FillUniform(labelled.Images.Span, step: 0);
        ImageLabels? beside = model.Labels is { } code ? new ImageLabels(code, labels.Length) : null;
        for (int i = 0; i < labels.Length; i++)
        {
            beside?.Set(i, labels[i]);
        }

        return new TrainingStep(images, seed: 1, WorkerTeam.Single, labelled) { Labels = beside };
    }
}
