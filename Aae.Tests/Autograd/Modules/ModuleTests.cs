using Aae.Autograd.Modules;
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
