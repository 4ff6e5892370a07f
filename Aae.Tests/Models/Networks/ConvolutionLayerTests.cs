using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Networks;

/// <summary>Convolutions between an image and the dense layers of an encoder.</summary>
[Category("Unit")]
internal sealed class ConvolutionLayerTests
{
    [TestCase("[true,false,false,false,false]", "convolution1")]
    [TestCase("[false,true,true,false,false]", "convolution2", "hidden1")]
    [TestCase("[false,false,false,true,true]", "hidden2", "y", "z")]
    public void Flags_of_batch_norm_stand_for_convolutions_then_hidden_layers_then_heads(string flags, params string[] expected)
    {
        AdversarialAutoencoder model = SmallRun.Convolutional($"encoder.batchNorm={flags}").Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));

        Assert.That(
            model.Encoder.Parameters.Where(parameter => parameter.Name.EndsWith("norm.gamma", StringComparison.Ordinal)).Select(parameter => parameter.Name.Split('.')[1]),
            Is.EqualTo(expected));
    }

    [Test]
    public void Each_layer_reads_what_the_one_before_it_makes()
    {
        AdversarialAutoencoder model = SmallRun.Convolutional().Create(new ImageShape(5, 7, 3));
        Shape ShapeOf(string name) => model.Encoder.Parameters.First(parameter => parameter.Name == $"encoder.{name}.weight").Shape;

        // 5 × 7 × 3, by stride 2 then 3 × 4 × 3, then 3 × 4 × 5.
        Assert.That(ShapeOf("convolution1"), Is.EqualTo(new Shape(3, 3, 3, 3)));
        Assert.That(ShapeOf("convolution2"), Is.EqualTo(new Shape(2, 2, 3, 5)));
        Assert.That(ShapeOf("hidden1"), Is.EqualTo(new Shape(3 * 4 * 5, 12)));
    }

    [Test]
    public void Images_have_their_channels_one_after_the_other()
    {
        // A kernel of one place that sees the second channel alone: the code does not depend on the first six numbers.
        var code = Part.Linear("z", 1);
        var encoder = new Encoder(new ImageShape(2, 3, 2), new Mlp([], Activation.Identity, Initializer.One, Convolutions: [new(1, 1, 1)]), code);
        encoder.Initialize(seed: 1);
        encoder.Parameters[0].Value.Span[0] = 0;
        var tape = new Tape(training: false);

        Variable z = encoder.Encode(tape, tape.Constant(new Tensor(new Shape(1, 12), [9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6])))[code];

        Assert.That(z.Value.Span[0], Is.EqualTo(21));
    }

    [Test]
    public void Noise_inputs_stand_beside_what_the_convolutions_make()
    {
        AdversarialAutoencoder model = SmallRun.Convolutional("encoder.noiseInputs={\"size\":3}").Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));

        Assert.That(model.Encoder.Parameters.First(parameter => parameter.Name == "encoder.hidden1.weight").Shape, Is.EqualTo(new Shape(2 * 2 * 5 + 3, 12)));
    }

    [Test]
    public void Maps_that_no_array_holds_are_refused() => Assert.That(
        () => new ConvolutionLayer(65536, 1, 1).MapOf(new ImageShape(200, 200, 1)),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("a convolution of 65536 filters and stride 1 over images of 200 × 200 × 1 makes 200 × 200 × 65536 numbers of each, more than "));
}
