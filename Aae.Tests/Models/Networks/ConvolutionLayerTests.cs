using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Variants;

namespace Aae.Tests.Models.Networks;

/// <summary>Convolutions between an image and the dense layers of a network.</summary>
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

    [TestCase("[true,false,false,false]", "hidden1")]
    [TestCase("[false,true,true,false]", "hidden2", "map")]
    [TestCase("[false,false,false,true]", "convolution1")]
    public void A_decoder_s_flags_stand_for_hidden_layers_then_what_convolutions_read(string flags, params string[] expected)
    {
        AdversarialAutoencoder model = SmallRun.Convolutional($"decoder.batchNorm={flags}").Create(new ImageShape(SmallRun.Height, SmallRun.Width, 1));

        Assert.That(
            model.Decoder.Parameters.Where(parameter => parameter.Name.EndsWith("norm.gamma", StringComparison.Ordinal)).Select(parameter => parameter.Name.Split('.')[1]),
            Is.EqualTo(expected));
    }

    [Test]
    public void A_decoder_s_layers_read_what_the_one_before_them_makes()
    {
        AdversarialAutoencoder model = SmallRun.Convolutional().Create(new ImageShape(5, 7, 3));
        Shape ShapeOf(string name) => model.Decoder.Parameters.First(parameter => parameter.Name == $"decoder.{name}").Shape;

        // 3 × 4 × 4, by stride 1 as many places of 3, then by stride 2 the image 5 × 7 × 3.
        Assert.That(ShapeOf("map.weight"), Is.EqualTo(new Shape(12, 3 * 4 * 4)));
        Assert.That(ShapeOf("convolution1.weight"), Is.EqualTo(new Shape(2, 2, 3, 4)));
        Assert.That(ShapeOf("convolution1.bias"), Is.EqualTo(new Shape(3)));
        Assert.That(ShapeOf("output.weight"), Is.EqualTo(new Shape(4, 4, 3, 3)));
        Assert.That(ShapeOf("output.bias"), Is.EqualTo(new Shape(3)));
    }

    [Test]
    public void A_decoder_goes_back_the_way_of_an_encoder_s_convolutions()
    {
        // Linear networks whose dense layers are the identity: encoder E·x over a 3 × 5 image of two channels, decoder D·z by the same
        // kernels the other way round. Then D = Eᵀ, so that z·E(x) = D(z)·x, with the channels of x one after the other.
        var image = new ImageShape(3, 5, 2);
        ConvolutionLayer[] layers = [new(3, 3, 2), new(4, 2, 1)]; // 2 × 3 × 3, 2 × 3 × 4
        var code = Part.Linear("z", 24);
        Mlp Of(params ConvolutionLayer[] convolutions) => new([], Activation.Identity, Initializer.Diagonal(1), Convolutions: convolutions);
        var encoder = new Encoder(image, Of(layers), code);
        var decoder = new Decoder([code], Of(layers[1], layers[0]), image, Activation.Identity);
        encoder.Initialize(1);
        decoder.Initialize(1);
        foreach ((string up, string down) in new[] { ("convolution1", "output"), ("convolution2", "convolution1") })
        {
            Span<float> kernel = encoder.Parameters.First(parameter => parameter.Name == $"encoder.{up}.weight").Value.Span;
            new RandomStream(Seed: 7, Stream: 1).FillGaussian(kernel, step: 0);
            kernel.CopyTo(decoder.Parameters.First(parameter => parameter.Name == $"decoder.{down}.weight").Value.Span);
        }

        var tape = new Tape(training: false);
        Variable x = tape.Constant(Gaussian(image.Pixels, stream: 2));
        Variable z = tape.Constant(Gaussian(24, stream: 3));

        Variable made = decoder.Apply(tape, z);

        Assert.That(made.Shape, Is.EqualTo(x.Shape));
        Assert.That(Products(made, x), Is.EqualTo(Products(z, encoder.Apply(tape, x))).Within(1e-3));
        static Tensor Gaussian(int numbers, uint stream)
        {
            var values = new Tensor(new Shape(1, numbers));
            new RandomStream(Seed: 7, stream).FillGaussian(values.Span, step: 0);
            return values;
        }

        static double Products(Variable a, Variable b) => a.Value.Span.ToArray().Zip(b.Value.Span.ToArray(), (u, v) => (double)u * v).Sum();
    }

    [Test]
    public void Logits_of_a_decoder_with_convolutions_are_what_its_sigmoid_is_applied_to()
    {
        AdversarialAutoencoder model = SmallRun.Convolutional().Create(new ImageShape(5, 7, 3));
        var tape = new Tape(training: false);
        Variable code = tape.Constant(new Tensor(new Shape(1, 6), [1, -2, 3, 0.5f, -0.1f, 0.2f]));

        float[] logits = model.Decoder.Logits(tape, code).Value.Span.ToArray();

        Assert.That(model.Decoder.Apply(tape, code).Value.Span.ToArray(), Is.EqualTo(logits.Select(a => 1 / (1 + MathF.Exp(-a)))).Within(1e-6f));
        Assert.That(logits.Distinct().Count(), Is.GreaterThan(logits.Length / 2));
    }

    [Test]
    public void A_network_of_codes_has_no_convolutions()
    {
        var mlp = new Mlp([4], Activation.Relu, Initializer.He, Convolutions: [new(2, 3, 1)]);

        Assert.That(() => new Discriminator(Part.Linear("z", 3), mlp), Throws.ArgumentException.With.Message.EqualTo("convolutions read images, not rows of 3 numbers"));
    }

    [TestCase(3, 5, 9)]
    [TestCase(1, 1, 1)]
    public void A_kernel_reaches_no_further_than_over_all_of_an_image(int height, int width, int most)
    {
        Assert.That(new ConvolutionLayer(2, most, 1).MapOf(new ImageShape(height, width, 1)), Is.EqualTo(new ImageShape(height, width, 2)));
        Assert.That(
            () => new ConvolutionLayer(2, most + 1, 1).MapOf(new ImageShape(height, width, 1)),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"a kernel of {most + 1} × {most + 1} over images of {height} × {width} × 1: {most} reach over all of them"));
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
