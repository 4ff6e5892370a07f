using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
using BatchNorm = Aae.Autograd.Modules.BatchNorm;
using Dropout = Aae.Autograd.Modules.Dropout;

namespace Aae.Tests.Autograd.Modules;

[Category("Unit")]
internal sealed class ModuleTests
{
    [Test]
    public void A_chain_names_its_parameters_by_layer()
    {
        var chain = new Sequential("net", Layer("net.hidden1"), new Dropout("net.dropout", 0.5f), Layer("net.output"));

        Assert.That(
            chain.Parameters.Select(parameter => parameter.Name),
            Is.EqualTo(new[] { "net.hidden1.weight", "net.hidden1.bias", "net.output.weight", "net.output.bias" }));
    }

    [Test]
    public void Starting_values_depend_on_seed_and_name_alone()
    {
        Linear Initialized(string name, ulong seed)
        {
            Linear layer = Layer(name);
            layer.Initialize(seed);
            return layer;
        }

        float[] values = Initialized("a", 1).Weight.Value.Span.ToArray();

        Assert.That(Initialized("a", 1).Weight.Value.Span.ToArray(), Is.EqualTo(values));
        Assert.That(Initialized("b", 1).Weight.Value.Span.ToArray(), Is.Not.EqualTo(values));
        Assert.That(Initialized("a", 2).Weight.Value.Span.ToArray(), Is.Not.EqualTo(values));
        Assert.That(Initialized("a", 1).Bias.Value.Span.ToArray(), Is.All.Zero);
    }

    [TestCase("he", 0.1)] // √(2/200)
    [TestCase("glorot", 0.08165)] // √(2/300)
    [TestCase("normal", 0.02)]
    public void Starting_weights_have_their_deviation(string law, double deviation)
    {
        Initializer initializer = law switch { "he" => Initializer.He, "glorot" => Initializer.Glorot, _ => Initializer.Normal(0.02) };
        var layer = new Linear("layer", 200, 100, Activation.Identity, initializer);
        layer.Initialize(5);

        double measured = Math.Sqrt(layer.Weight.Value.Span.ToArray().Average(w => (double)w * w));

        Assert.That(measured, Is.EqualTo(deviation).Within(4 * deviation / Math.Sqrt(2 * 20_000))); // four standard errors
    }

    [TestCase("he", 0.1)] // √(2/(5·5·8))
    [TestCase("glorot", 0.0667)] // √(2/(5·5·(8 + 10)))
    public void Starting_weights_of_a_convolution_count_the_places_of_its_kernel(string law, double deviation)
    {
        var layer = new Convolution("layer", 9, 9, 8, 10, kernel: 5, stride: 2, Activation.Identity, law == "he" ? Initializer.He : Initializer.Glorot);
        layer.Initialize(5);

        double measured = Math.Sqrt(layer.Weight.Value.Span.ToArray().Average(w => (double)w * w));

        Assert.That(measured, Is.EqualTo(deviation).Within(4 * deviation / Math.Sqrt(2 * 2000))); // four standard errors
    }

    [TestCase("he", 9, 2, 0.2)] // √(2/(5·5·8/4)): of 5·5 places a fourth meets in a place of the output
    [TestCase("glorot", 9, 2, 0.0894)] // √(2/(5·5·(8/4 + 8)))
    [TestCase("he", 9, 8, 0.5)] // √(2/8): a kernel that leaves gaps
    [TestCase("he", 4, 100, 0.4)] // √(2/(8·(5/4)²)): one kernel, of which a place of the output sees what it can
    public void Starting_weights_of_a_transposed_convolution_count_the_places_that_meet(string law, int size, int stride, double deviation)
    {
        var layer = new TransposedConvolution("layer", size, size, 8, 8, kernel: 5, stride, Activation.Identity, law == "he" ? Initializer.He : Initializer.Glorot);
        layer.Initialize(5);

        double measured = Math.Sqrt(layer.Weight.Value.Span.ToArray().Average(w => (double)w * w));

        Assert.That(measured, Is.EqualTo(deviation).Within(4 * deviation / Math.Sqrt(2 * 1600))); // four standard errors
    }

    // Σ y ⊙ conv(x) = Σ x ⊙ transposed(y): no sum of one is missing in the other, whatever the padding.
    [TestCase(5, 7, 3, 2)]
    [TestCase(4, 4, 4, 2)]
    [TestCase(6, 5, 2, 3)]
    [TestCase(3, 2, 5, 1)]
    public void A_transposed_convolution_is_the_way_back_of_a_convolution_of_the_same_numbers(int height, int width, int kernel, int stride)
    {
        var there = new Convolution("layer", height, width, 2, 3, kernel, stride, Activation.Identity, Initializer.Normal(1));
        var back = new TransposedConvolution("layer", height, width, 2, 3, kernel, stride, Activation.Identity, Initializer.Normal(1));
        there.Initialize(7);
        there.Weight.Value.Span.CopyTo(back.Weight.Value.Span);
        var tape = new Tape();
        Variable x = tape.Constant(Uniform(stream: 1, rows: 2, columns: height * width * 2));
        Variable made = there.Apply(tape, x);
        Variable y = tape.Constant(Uniform(stream: 2, rows: 2, columns: made.Shape.Columns));

        Variable image = back.Apply(tape, y);

        Assert.That(image.Shape, Is.EqualTo(new Shape(2, height, width, 2)));
        Assert.That(Products(image.Value, x.Value), Is.EqualTo(Products(made.Value, y.Value)).Within(1e-4));
        static double Products(Tensor a, Tensor b) => a.Span.ToArray().Zip(b.Span.ToArray(), (u, v) => (double)u * v).Sum();
    }

    [TestCase(11, 2)] // 5 × 3 places have 3 × 2 strides of two
    [TestCase(12, 3)]
    [TestCase(12, 0)]
    public void Codes_that_do_not_fit_a_transposed_convolution_are_refused(int numbers, int stride)
    {
        var tape = new Tape();
        Variable Zeros(params int[] sizes) => tape.Constant(new Tensor(new Shape(sizes)));

        Assert.That(
            () => tape.TransposedConvolution(Zeros(2, numbers), Zeros(2, 2, 1, 2), Zeros(1), 5, 3, stride),
            Throws.TypeOf<AaeException>().With.Message.StartsWith($"transposed convolution: x [2, {numbers}], w [2, 2, 1, 2], b [1] do not fit an image of 5 × 3 places by stride {stride}: "));
    }

    // A kernel of ones over an image of ones counts the places that it covers.
    [TestCase(5, 3, 1, new float[] { 2, 3, 3, 3, 2 })]
    [TestCase(5, 3, 2, new float[] { 2, 3, 2 })]
    [TestCase(4, 3, 2, new float[] { 3, 2 })] // one zero in all: it stands at the end
    [TestCase(5, 2, 2, new float[] { 2, 2, 1 })]
    [TestCase(6, 4, 2, new float[] { 3, 4, 3 })]
    [TestCase(5, 1, 3, new float[] { 1, 1 })]
    [TestCase(2, 5, 1, new float[] { 2, 2 })]
    public void A_convolution_pads_as_evenly_as_it_goes(int width, int kernel, int stride, float[] expected)
    {
        var layer = new Convolution("layer", 1, width, 1, 1, kernel, stride, Activation.Identity, Initializer.One);
        layer.Initialize(0);
        var image = new Tensor(new Shape(1, width));
        image.Span.Fill(1);
        var tape = new Tape();

        Variable y = layer.Apply(tape, tape.Constant(image));

        Assert.That(y.Shape, Is.EqualTo(new Shape(1, 1, expected.Length, 1)));
        Assert.That(y.Value.Span.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void A_convolution_reads_channels_side_by_side()
    {
        // Two channels of 1 × 3 places, the second one hundredfold; the kernel adds channel 1 of a place to channel 2 of the next.
        var layer = new Convolution("layer", 1, 3, 2, 1, kernel: 3, stride: 1, Activation.Identity, Initializer.Zero);
        layer.Initialize(0);
        layer.Weight.Value.Span[(1 * 3 + 1) * 2] = 1;
        layer.Weight.Value.Span[(1 * 3 + 2) * 2 + 1] = 1;
        var tape = new Tape();
        Variable x = tape.Constant(new Tensor(new Shape(1, 6), [1, 2, 3, 100, 200, 300]));

        Variable y = new Sequential("net", new ChannelsLast("channels", 2), layer, new Flatten("flat")).Apply(tape, x);

        Assert.That(y.Shape, Is.EqualTo(new Shape(1, 3)));
        Assert.That(y.Value.Span.ToArray(), Is.EqualTo(new float[] { 201, 302, 3 }));
    }

    [TestCase(4, 3, 1)]
    [TestCase(3, 3, 0)]
    public void Images_that_do_not_fit_a_convolution_are_refused(int pixels, int width, int stride)
    {
        var tape = new Tape();
        Variable Zeros(params int[] sizes) => tape.Constant(new Tensor(new Shape(sizes)));

        Assert.That(
            () => tape.Convolution(Zeros(2, pixels), Zeros(1, 2, 1, 5), Zeros(5), 1, width, stride),
            Throws.TypeOf<AaeException>().With.Message.StartsWith($"convolution: x [2, {pixels}] of 1 × {width} places, w [1, 2, 1, 5], b [5], stride {stride} do not fit"));
    }

    [Test]
    public void Batch_norm_behind_a_convolution_takes_each_filter_over_all_places()
    {
        var norm = new BatchNorm("norm", 2);
        norm.Initialize(0);
        var tape = new Tape { RenewsStatistics = true };

        // Filter 1 holds −1 and 1 in half of the places each, filter 2 five times as much and 7 more.
        Variable y = norm.Apply(tape, tape.Constant(new Tensor(new Shape(1, 2, 2, 2), [-1, 12, 1, 2, -1, 2, 1, 12])));

        Assert.That(y.Value.Span.ToArray(), Is.EqualTo(new float[] { -1, 1, 1, -1, -1, -1, 1, 1 }).Within(1e-4f));
        Assert.That(norm.Mean.Span.ToArray(), Is.EqualTo(new[] { 0, 0.7f }).Within(1e-6f));
        Assert.That(norm.Variance.Span.ToArray(), Is.EqualTo(new[] { 0.9f + 0.1f * 4 / 3, 0.9f + 0.1f * 25 * 4 / 3 }).Within(1e-5f));
    }

    [Test]
    public void Activations_and_softmax_stand_as_modules_too()
    {
        var tape = new Tape();
        Variable x = tape.Constant(new Tensor(new Shape(1, 2), [-3, 0]));

        Assert.That(new Activate("f", Activation.LeakyRelu(0.5f)).Apply(tape, x).Value.Span.ToArray(), Is.EqualTo(new[] { -1.5f, 0 }));
        Assert.That(new Softmax("s").Apply(tape, x).Value.Span.ToArray(), Is.EqualTo(new[] { 0.0474f, 0.9526f }).Within(1e-4f));
    }

    [Test]
    public void Noise_and_dropout_act_in_training_only_and_anew_at_each_step()
    {
        foreach (Module module in new Module[] { new GaussianNoise("noise", 0.3f), new Dropout("dropout", 0.4f) })
        {
            var x = new Tensor(new Shape(10, 100));
            x.Span.Fill(1);

            var evaluation = new Tape(training: false);
            Assert.That(module.Apply(evaluation, evaluation.Constant(x)).Value.Span.ToArray(), Is.All.EqualTo(1f));

            var training = new Tape();
            Variable y = module.Apply(training, training.Constant(x));
            float[] first = y.Value.Span.ToArray();
            training.Step++;
            training.Forward();
            Assert.That(y.Value.Span.ToArray(), Is.Not.EqualTo(first));
            training.Step--;
            training.Forward();
            Assert.That(y.Value.Span.ToArray(), Is.EqualTo(first));
            Assert.That(first.Average(), Is.EqualTo(1).Within(0.11), module.Name); // four standard errors of the dropout's mean
        }
    }

    [Test]
    public void Batch_norm_takes_the_batch_s_statistics_in_training_and_running_ones_at_evaluation()
    {
        BatchNorm norm = Norm(features: 3);
        Tensor x = Uniform(stream: 1, rows: 50, columns: 3);
        var training = new Tape { RenewsStatistics = true };
        Variable y = norm.Apply(training, training.Constant(x));

        for (int i = 0; i < 200; i++)
        {
            training.Forward();
        }

        // The running ones have come to those of the only batch there is, whose variance enters times 50/49.
        for (int feature = 0; feature < 3; feature++)
        {
            (double mean, double variance) = Statistics(x, feature);
            (double outputMean, double outputVariance) = Statistics(y.Value, feature);
            Assert.That(outputMean, Is.Zero.Within(1e-6));
            Assert.That(outputVariance, Is.EqualTo(variance / (variance + 1e-5)).Within(1e-5));
            Assert.That(norm.Mean.Span[feature], Is.EqualTo(mean).Within(1e-6));
            Assert.That(norm.Variance.Span[feature], Is.EqualTo(variance * 50 / 49).Within(1e-6));
        }

        // One row alone has no spread: with statistics of its own it would come out as zeros.
        var evaluation = new Tape(training: false);
        float[] row = norm.Apply(evaluation, evaluation.Constant(x.Rows(7, 1))).Value.Span.ToArray();
        float[] expected = [.. Enumerable.Range(0, 3).Select(i => (x.Row(7)[i] - norm.Mean.Span[i]) / MathF.Sqrt(norm.Variance.Span[i] + 1e-5f))];
        Assert.That(row, Is.EqualTo(expected).Within(1e-5f));
    }

    [Test]
    public void Running_statistics_stay_where_a_tape_does_not_renew_them()
    {
        BatchNorm norm = Norm(features: 2);
        Tensor x = Uniform(stream: 2, rows: 8, columns: 2);
        foreach (Tape tape in new[] { new Tape(), new Tape(training: false) { RenewsStatistics = true } })
        {
            norm.Apply(tape, tape.Constant(x));
            tape.Forward();
        }

        Assert.That(norm.Mean.Span.ToArray(), Is.EqualTo(new[] { 0f, 0f }));
        Assert.That(norm.Variance.Span.ToArray(), Is.EqualTo(new[] { 1f, 1f }));
    }

    [Test]
    public void Batch_norm_names_its_buffers_and_refuses_a_batch_without_statistics()
    {
        var chain = new Sequential("net", Layer("net.hidden1"), Norm(features: 3, "net.hidden1.norm"));

        Assert.That(chain.Buffers.Select(buffer => buffer.Key), Is.EqualTo(new[] { "net.hidden1.norm.mean", "net.hidden1.norm.variance" }));
        Assert.That(chain.Parameters.Select(parameter => parameter.Name), Does.Contain("net.hidden1.norm.gamma").And.Contain("net.hidden1.norm.beta"));
        var tape = new Tape();
        Assert.That(
            () => chain.Apply(tape, tape.Constant(new Tensor(new Shape(1, 3)))),
            Throws.TypeOf<AaeException>().With.Message.Contains("[1, 3]").And.Message.Contains("two or more rows"));
    }

    private static BatchNorm Norm(int features, string name = "norm")
    {
        var norm = new BatchNorm(name, features);
        norm.Initialize(seed: 1);
        return norm;
    }

    private static Tensor Uniform(uint stream, int rows, int columns)
    {
        var tensor = new Tensor(new Shape(rows, columns));
        new RandomStream(5, stream).FillUniform(tensor.Span, step: 0);
        return tensor;
    }

    private static (double Mean, double Variance) Statistics(Tensor x, int feature)
    {
        double[] column = [.. Enumerable.Range(0, x.Shape.Rows).Select(row => (double)x.Row(row)[feature])];
        double mean = column.Average();
        return (mean, column.Average(value => (value - mean) * (value - mean)));
    }

    private static Linear Layer(string name) => new(name, 3, 3, Activation.Relu, Initializer.He);
}
