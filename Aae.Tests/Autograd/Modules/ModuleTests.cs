using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;
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

    private static Linear Layer(string name) => new(name, 3, 3, Activation.Relu, Initializer.He);
}
