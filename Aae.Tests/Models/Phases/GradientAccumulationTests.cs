using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Phases;

/// <summary>A step of several minibatches moves as one of all their images.</summary>
[Category("Unit")]
internal sealed class GradientAccumulationTests
{
    private static readonly ImageShape s_image = new(SmallRun.Height, SmallRun.Width, 1);

    [Test]
    public void Three_minibatches_of_unlike_size_move_the_encoder_and_decoder_as_one([Values] bool isClipped)
    {
        string[] overrides = isClipped ? ["phases.reconstruction.clipNorm=0.01"] : [];
        AdversarialAutoencoder whole = SmallRun.Recipe(overrides).Create(s_image), parts = SmallRun.Recipe(overrides).Create(s_image);
        TrainingStep all = Step(0, 12);
        TrainingStep[] three = [Step(0, 6), Step(6, 2), Step(8, 4)];
        for (int step = 0; step < 3; step++)
        {
            float expected = whole.Phases[0].Run(all);
            Assert.That(parts.Phases[0].Run(three), Is.EqualTo(expected).Within(1e-5));
        }

        foreach ((Parameter one, Parameter other) in whole.Parameters.Zip(parts.Parameters))
        {
            Assert.That(other.Value.Span.ToArray(), Is.EqualTo(one.Value.Span.ToArray()).Within(1e-6f), one.Name);
        }
    }

    [Test]
    public void The_generator_sees_the_codes_of_each_piece_after_the_discriminator_saw_those_of_all()
    {
        // The discriminator, which sees other samples of the prior in pieces, stays where it is.
        const string Still = "phases.discriminator.rate=1e-30";
        AdversarialAutoencoder whole = SmallRun.Recipe(Still).Create(s_image), parts = SmallRun.Recipe(Still).Create(s_image);
        TrainingStep all = Step(0, 12);
        TrainingStep[] three = [Step(0, 6), Step(6, 2), Step(8, 4)];
        whole.Phases[1].Run(all);
        parts.Phases[1].Run(three);
        float expected = Generator(whole).Run(all);

        Assert.That(Generator(parts).Run(three), Is.EqualTo(expected).Within(1e-6));
        foreach ((Parameter one, Parameter other) in whole.Parameters.Zip(parts.Parameters))
        {
            Assert.That(other.Value.Span.ToArray(), Is.EqualTo(one.Value.Span.ToArray()).Within(1e-6f), one.Name);
        }
    }

    [TestCase("basic")]
    [TestCase("clustering-consistent")]
    [TestCase("gan")]
    [TestCase("vae")]
    [TestCase("gmmn")]
    public void Pieces_of_a_minibatch_take_the_memory_of_one_piece(string variant)
    {
        long Taken(int pieces)
        {
            string[] wide = variant == "gan" ? ["decoder.hidden=[400]"] : ["decoder.hidden=[400]", "encoder.hidden=[400]"];
            AdversarialAutoencoder model = SmallRun.Of(variant, wide).Create(s_image);
            TrainingStep[] steps =
            [
                .. Enumerable.Range(0, pieces).Select(piece =>
                {
                    var images = new Tensor(new Shape(3200 / pieces, s_image.Pixels));
                    new RandomStream(Seed: 5, (uint)piece).FillUniform(images.Span, step: 0);
                    return new TrainingStep(images, seed: 1, WorkerTeam.Single, piece: piece, pieces: pieces) { Epoch = 1 };
                }),
            ];
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Phase phase in model.Phases)
            {
                phase.Run(steps);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(Taken(pieces: 16), Is.LessThan(Taken(pieces: 1) / 4));
    }

    [Test]
    public void The_generator_averages_over_the_codes_of_all_minibatches()
    {
        AdversarialAutoencoder whole = SmallRun.Recipe().Create(s_image), parts = SmallRun.Recipe().Create(s_image);
        float expected = Generator(whole).Run(Step(0, 12));

        Assert.That(Generator(parts).Run(Step(0, 6), Step(6, 2), Step(8, 4)), Is.EqualTo(expected).Within(1e-6));
        foreach ((Parameter one, Parameter other) in whole.Parameters.Zip(parts.Parameters))
        {
            Assert.That(other.Value.Span.ToArray(), Is.EqualTo(one.Value.Span.ToArray()).Within(1e-6f), one.Name);
        }
    }

    private static Phase Generator(AdversarialAutoencoder model) => model.Phases.Single(phase => phase.Name == "generator.z");

    private static TrainingStep Step(int first, int count)
    {
        var images = new Tensor(new Shape(12, s_image.Pixels));
        new RandomStream(4, 4).FillUniform(images.Span, step: 0);
        return new TrainingStep(new Tensor(new Shape(count, s_image.Pixels), images.Rows(first, count).Span), seed: 1, WorkerTeam.Single);
    }
}
