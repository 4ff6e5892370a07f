using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
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
    public void An_encoder_computes_its_convolutions_as_plain_loops_do()
    {
        // 3 × 6 places and two channels; stride 2 with one zero on top, one below and one at the right; then 2 × 3 places by stride 1.
        ConvolutionLayer[] layers = [new(3, 3, 2), new(2, 2, 1)];
        var code = Part.Linear("z", 1);
        var image = new ImageShape(3, 6, 2);
        var encoder = new Encoder(image, new Mlp([], Activation.Relu, Initializer.He, BatchNorm: [false, true, false], Convolutions: layers), code);
        encoder.Initialize(seed: 3);
        Tensor Of(string name) => encoder.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)).Concat(encoder.Buffers).First(tensor => tensor.Key == $"encoder.{name}").Value;
        foreach ((string name, float[] values) in new Dictionary<string, float[]>
        {
            ["convolution1.bias"] = [0.1f, -0.2f, 0.3f],
            ["convolution2.bias"] = [0.2f, 0.1f],
            ["convolution2.norm.gamma"] = [1.5f, 0.5f],
            ["convolution2.norm.beta"] = [0.3f, -0.1f],
            ["convolution2.norm.mean"] = [0.4f, 0.2f],
            ["convolution2.norm.variance"] = [2, 0.5f],
        })
        {
            values.CopyTo(Of(name).Span);
        }

        var x = new Tensor(new Shape(2, image.Pixels));
        new RandomStream(Seed: 7, Stream: 1).FillGaussian(x.Span, step: 0);
        float[] weights = Of("z.weight").Span.ToArray();
        for (int row = 0; row < 2; row++)
        {
            double[,,] map = new double[3, 6, 2];
            for (int i = 0; i < image.Pixels; i++)
            {
                map[i / 6 % 3, i % 6, i / 18] = x.Row(row)[i];
            }

            map = Loops(map, Of("convolution1.weight"), Of("convolution1.bias"), stride: 2, top: 1, left: 0, (sum, _) => Math.Max(sum, 0));
            map = Loops(map, Of("convolution2.weight"), Of("convolution2.bias"), stride: 1, top: 0, left: 0, (sum, filter) => Math.Max(
                (sum - Of("convolution2.norm.mean").Span[filter]) / Math.Sqrt(Of("convolution2.norm.variance").Span[filter] + 1e-5)
                * Of("convolution2.norm.gamma").Span[filter] + Of("convolution2.norm.beta").Span[filter],
                0));
            double expected = map.Cast<double>().Zip(weights, (value, weight) => value * weight).Sum();

            var tape = new Tape(training: false);
            Assert.That(map.Length, Is.EqualTo(weights.Length));
            Assert.That(encoder.Encode(tape, tape.Constant(x))[code].Value.Row(row)[0], Is.EqualTo(expected).Within(1e-4));
        }
    }

    [Test]
    public void No_other_network_has_convolutions()
    {
        var mlp = new Mlp([4], Activation.Relu, Initializer.He, Convolutions: [new(2, 3, 1)]);

        Assert.That(() => new Discriminator(Part.Linear("z", 3), mlp), Throws.ArgumentException.With.Message.EqualTo("convolutions read images: of all networks an encoder alone has them"));
    }

    [Test]
    public void Maps_that_no_tensor_holds_are_refused() => Assert.That(
        () => new ConvolutionLayer(65536, 1, 1).MapOf(new ImageShape(200, 200, 1)),
        Throws.TypeOf<AaeException>().With.Message.StartsWith("65536 filters with stride 1 make of images of 200 × 200 × 1 as many as 200 × 200 × 65536 numbers; a tensor holds at most "));

    // A convolution of one image [height, width, channels], zeros around it.
    private static double[,,] Loops(double[,,] x, Tensor weight, Tensor bias, int stride, int top, int left, Func<double, int, double> activation)
    {
        (int height, int width, int channels) = (x.GetLength(0), x.GetLength(1), x.GetLength(2));
        int kernel = weight.Shape[0];
        int filters = weight.Shape[3];
        var y = new double[(height + stride - 1) / stride, (width + stride - 1) / stride, filters];
        for (int r = 0; r < y.GetLength(0); r++)
        {
            for (int c = 0; c < y.GetLength(1); c++)
            {
                for (int f = 0; f < filters; f++)
                {
                    double sum = bias.Span[f];
                    for (int k = 0; k < kernel * kernel * channels; k++)
                    {
                        int row = r * stride + k / channels / kernel - top;
                        int column = c * stride + k / channels % kernel - left;
                        if (row >= 0 && row < height && column >= 0 && column < width)
                        {
                            sum += x[row, column, k % channels] * weight.Span[k * filters + f];
                        }
                    }

                    y[r, c, f] = activation(sum, f);
                }
            }
        }

        return y;
    }
}
