using Aae.Core;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Models.Training;

[Category("Unit")]
internal sealed class MemoryNeedTests
{
    // Encoder 16·12 + 12·10 + 10·2 and decoder as many weights, 332; the encoder with two momenta, the decoder with one. Discriminator
    // 2·9 + 9·7 + 7, with one. Eight images through layers of 12, 10, 10 and 12.
    private const long Bytes = sizeof(float) * (3 * 332 + 2 * 332 + 2 * 88 + 8 * 44);

    [Test]
    public void What_needs_more_than_there_is_is_refused_by_the_key_that_needs_most()
    {
        Assert.That(() => Check(SmallRun.Recipe(), 8, Bytes), Throws.Nothing);
        Assert.That(() => Check(SmallRun.Recipe(), 8, Bytes - 1), Throws.TypeOf<AaeException>().With.Message.StartsWith("small: encoder.hidden = [12, 10]: weights of 16 × 12 × 10 × 2 in "));
        Assert.That(() => Check(SmallRun.Recipe(), 100, Bytes), Throws.TypeOf<AaeException>().With.Message.StartsWith("small: data.batch = 8: what the layers make of 100 images in "));
        Assert.That(() => Check(SmallRun.Recipe(), 8, Bytes, keeps: true), Throws.TypeOf<AaeException>(), "a checkpoint is a copy of all but the last");
    }

    [Test]
    public void Each_phase_that_moves_the_encoder_takes_its_optimizer_s_state()
    {
        // Adam's two numbers for each of the encoder's 332 weights.
        long Least(Recipe recipe) => Enumerable.Range(0, 1 << 14).First(floats =>
        {
            try
            {
                Check(recipe, 8, sizeof(float) * (long)floats);
                return true;
            }
            catch (AaeException)
            {
                return false;
            }
        });

        Recipe consistent = SmallRun.Consistent("phases.consistency={\"kind\":\"adam\",\"rate\":0.1}");
        Assert.That(Least(consistent) - Least(SmallRun.SemiSupervised()), Is.EqualTo(2 * 332));
    }

    [Test]
    public void Convolutions_take_their_kernels_and_maps()
    {
        // 3·3·1·4 weights. As 2 × 2 maps of 4 the first hidden layer reads as many numbers as there are pixels: 16 of each image, and
        // 16 more flat; of eight images in two phases with their gradients, and of nine that are evaluated.
        const long Convolution = 3 * 3 * 1 * 4;
        const long Sum = Bytes + sizeof(float) * (3 * Convolution + 2 * 16 * (2 * 8 * 2 + 9));
        Recipe recipe = SmallRun.Recipe("encoder.convolutions=[{\"filters\":4,\"kernel\":3,\"stride\":2}]");

        Assert.That(() => Check(recipe, 8, Sum, evaluated: 9), Throws.Nothing);
        Assert.That(
            () => Check(recipe, 8, Sum - 1, evaluated: 9),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("small: encoder.convolutions, filters = [4]: what they make of 8 images in training and of 9 in evaluation in ").And.Message.EndsWith("; larger strides make less"));
        Assert.That(
            () => Check(SmallRun.Recipe("encoder.convolutions=[{\"filters\":65536,\"kernel\":1}]", "encoder.hidden=[65536]"), 8, Sum),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("small: encoder.convolutions, filters = [65536]: 4 × 4 × 65536 numbers of an image, and so weights of 1048576 × 65536 × 2 behind them: a tensor of 68719476736 numbers; one holds at most "));
    }

    [Test]
    public void Convolutions_of_a_decoder_take_as_much()
    {
        // 2 × 2 maps of 4 and the image twice, as the last convolution makes it and in a row; the generator's phase does not decode.
        const long Sum = Bytes + sizeof(float) * (2 * 3 * 3 * 1 * 4 + (16 + 2 * 16) * (2 * 8 + 9));
        Recipe recipe = SmallRun.Recipe("decoder.convolutions=[{\"filters\":4,\"kernel\":3,\"stride\":2}]");

        Assert.That(() => Check(recipe, 8, Sum, evaluated: 9), Throws.Nothing);
        Assert.That(
            () => Check(recipe, 8, Sum - 1, evaluated: 9),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("small: decoder.convolutions, filters = [4]: what they make of 8 images in training and of 9 in evaluation in "));
    }

    [TestCase("basic", "encoder")]
    [TestCase("semi-supervised-consistent", "encoder")]
    [TestCase("clustering", "encoder")]
    [TestCase("basic", "decoder")]
    [TestCase("gan-convolutional", "decoder")]
    [TestCase("gan-convolutional", "discriminator")]
    public void What_convolutions_take_is_a_good_part_of_what_a_run_allocates(string variant, string network)
    {
        Recipe recipe = SmallRun.Of(variant, $"{network}.convolutions=[{{\"filters\":16384,\"kernel\":1}}]", $"{network}.hidden=[1]", "epochs=1");
        long before = GC.GetAllocatedBytesForCurrentThread();
        new Trainer(recipe, SmallRun.Data(train: 16), new TrainingOptions { Team = WorkerTeam.Single }).Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(() => Check(recipe, 8, allocated, evaluated: 10), Throws.Nothing);
        Assert.That(() => Check(recipe, 8, allocated / 2, evaluated: 10), Throws.TypeOf<AaeException>());
    }

    [TestCase("encoder.convolutions=[{\"filters\":4,\"kernel\":1},{\"filters\":65536,\"kernel\":1}]", "small: encoder.convolutions.1: 65536 filters with stride 1 make of images of 256 × 256 × 4 as many as 256 × 256 × 65536 numbers; a tensor holds at most ")]
    [TestCase("decoder.convolutions=[{\"filters\":65536,\"kernel\":1},{\"filters\":4,\"kernel\":1}]", "small: decoder.convolutions.0: 65536 filters with stride 1 make of images of 256 × 256 × 4 as many as 256 × 256 × 65536 numbers; a tensor holds at most ")]
    [TestCase("encoder.convolutions=[{\"filters\":72,\"kernel\":1}]", "small: encoder.convolutions, filters = [72]: what they make of 1 images in training and of 500 in evaluation: a tensor of 2359296000 numbers; one holds at most ")]
    public void Maps_that_no_tensor_holds_are_refused(string change, string expected) => Assert.That(
        () => MemoryNeed.Check(SmallRun.Recipe(change, "encoder.hidden=[1]"), new ImageShape(256, 256, 1), rows: 1, evaluated: 500, keeps: false, long.MaxValue),
        Throws.TypeOf<AaeException>().With.Message.StartsWith(expected));

    [TestCase("encoder.convolutions=[{\"filters\":65536,\"kernel\":1},{\"filters\":65536,\"kernel\":1}]", "encoder.convolutions.1.filters = 65536: weights of 1 × 1 × 65536 × 65536: a tensor of 4294967296 numbers; one holds at most ")]
    [TestCase("encoder.hidden=[65536,65536]", "encoder.hidden = [65536, 65536]: weights of 16 × 65536 × 65536 × 2: a tensor of 4294967296 numbers; one holds at most ")]
    [TestCase("decoder.convolutions=[{\"filters\":65536,\"kernel\":1},{\"filters\":65536,\"kernel\":1}]", "decoder.convolutions.0.filters = 65536: weights of 1 × 1 × 65536 × 65536: a tensor of 4294967296 numbers; one holds at most ")]
    [TestCase("discriminator.hidden=[65536,65536]", "discriminator.hidden = [65536, 65536]: ")]
    public void A_run_that_no_machine_holds_is_refused_at_its_start(string change, string expected) =>
        Assert.That(() => new Trainer(SmallRun.Recipe(change), SmallRun.Data()), Throws.TypeOf<AaeException>().With.Message.Contains(expected));

    [Test]
    public void Chains_that_no_machine_holds_are_refused_at_a_run_s_start() => Assert.That(
        () => new Trainer(SmallRun.Belief("phases.layers.1.chains=100000", "code.z.size=65536"), SmallRun.Data()),
        Throws.TypeOf<AaeException>().With.Message.Contains("phases.layers.1.chains = 100000: the states of as many chains: a tensor of 6553600000 numbers; one holds at most "));

    private static void Check(Recipe recipe, int rows, long bytes, bool keeps = false, int evaluated = 0) =>
        MemoryNeed.Check(recipe, new ImageShape(SmallRun.Height, SmallRun.Width, 1), rows, evaluated, keeps, bytes);
}
