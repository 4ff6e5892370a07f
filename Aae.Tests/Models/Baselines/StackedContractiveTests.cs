using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Initializer = Aae.Autograd.Modules.Initializer;

namespace Aae.Tests.Models.Baselines;

/// <summary>The penalty, and the way of noise through the Jacobian, against Jacobians by finite differences of the layers' outputs.</summary>
[Category("Unit")]
internal sealed class StackedContractiveTests
{
    private MirroredLayers _layers = null!;

    [SetUp]
    public void Create()
    {
        _layers = new MirroredLayers(new ImageShape(2, 3, 1), [5, 4], Activation.Sigmoid, Initializer.Normal(1));
        foreach (var layer in _layers.Up)
        {
            layer.Initialize(seed: 2);
            new RandomStream(1, (uint)layer.Bias.Shape.Count).FillGaussian(layer.Bias.Value.Span, step: 0);
        }
    }

    [Test]
    public void The_penalty_is_the_squared_norm_of_the_Jacobian()
    {
        Tensor x = Images(3);
        double expected = Enumerable.Range(0, 3).Average(row => Jacobian(x.Row(row).ToArray(), layers: 1).Cast<double>().Sum(j => j * j));

        var tape = new Tape();
        Variable h = _layers.Up[0].Apply(tape, tape.Constant(x));

        Assert.That(tape.Contraction(h, _layers.Up[0].Weight).Scalar, Is.EqualTo(expected).Within(1e-4 * expected));
    }

    [Test]
    public void A_layer_descends_its_reconstruction_and_the_weighted_penalty()
    {
        double Loss(int layer, float weight)
        {
            Create();
            return new ContractionPhase("layer", _layers, layer, weight, Descent.Sgd(0.1f)).Run(new TrainingStep(Images(3), 1, WorkerTeam.Single));
        }

        for (int layer = 0; layer < 2; layer++)
        {
            Create();
            (double error, double penalty) = (0, 0);
            for (int row = 0; row < 3; row++)
            {
                float[] x = Up(Images(3).Row(row).ToArray(), layer);
                float[] h = Layer(x, layer);
                for (int i = 0; i < x.Length; i++)
                {
                    double a = h.Select((unit, j) => (double)unit * _layers.Up[layer].Weight.Value.Row(i)[j]).Sum(); // the biases down are 0
                    error += Math.Log(1 + Math.Exp(a)) - a * x[i];
                }

                penalty += h.Select((unit, j) => Math.Pow(unit * (1 - unit), 2)
                    * Enumerable.Range(0, x.Length).Sum(i => Math.Pow(_layers.Up[layer].Weight.Value.Row(i)[j], 2))).Sum();
            }

            Assert.That(Loss(layer, 0), Is.EqualTo(error / 3).Within(1e-4));
            Assert.That(Loss(layer, 0.7f), Is.EqualTo((error + 0.7 * penalty) / 3).Within(1e-4));
        }
    }

    [Test]
    public void Noise_goes_through_the_Jacobian_of_all_layers_back_and_up()
    {
        Tensor x = Images(1);
        double[,] jacobian = Jacobian(x.Row(0).ToArray(), layers: 2); // [code, pixels]
        float[] noise = [0.5f, -1, 2, 0.3f];
        var tape = new Tape();
        Variable h1 = _layers.Up[0].Apply(tape, tape.Constant(x));
        Variable h2 = _layers.Up[1].Apply(tape, h1);

        Variable moved = new TangentPrior(_layers, 1, new ChainSchedule(1, 0, 1)).ThroughJacobian(tape, [h1, h2], tape.Constant(new Tensor(new Shape(1, 4), noise)));

        for (int k = 0; k < 4; k++)
        {
            double expected = 0;
            for (int i = 0; i < 6; i++)
            {
                expected += jacobian[k, i] * Enumerable.Range(0, 4).Sum(l => jacobian[l, i] * noise[l]);
            }

            Assert.That(moved.Value.Span[k], Is.EqualTo(expected).Within(1e-4));
        }
    }

    [Test]
    public void A_chain_without_noise_comes_to_a_point_that_stays()
    {
        Tensor samples = new TangentPrior(_layers, 0, new ChainSchedule(Chains: 3, BurnIn: 300, Thinning: 1)).Sample(6, seed: 1);
        Tensor noisy = new TangentPrior(_layers, 0.5f, new ChainSchedule(Chains: 3, BurnIn: 300, Thinning: 1)).Sample(6, seed: 1);

        Assert.That(samples.Rows(3, 3).Span.ToArray(), Is.EqualTo(samples.Rows(0, 3).Span.ToArray()).Within(1e-5f));
        Assert.That(noisy.Rows(3, 3).Span.ToArray(), Is.Not.EqualTo(noisy.Rows(0, 3).Span.ToArray()).Within(1e-3f));

        // The point is a code whose image has that code.
        var tape = new Tape(training: false);
        Variable image = _layers.Down[0].Apply(tape, _layers.Down[1].Apply(tape, tape.Constant(samples)));
        Assert.That(_layers.Up[1].Apply(tape, _layers.Up[0].Apply(tape, image)).Value.Span.ToArray(), Is.EqualTo(samples.Span.ToArray()).Within(1e-5f));
    }

    private static Tensor Images(int count)
    {
        var images = new Tensor(new Shape(count, 6));
        new RandomStream(4, 4).FillUniform(images.Span, step: 0);
        return images;
    }

    // ∂h/∂x of the first layers by central differences [outputs, 6].
    private double[,] Jacobian(float[] x, int layers)
    {
        const float H = 1e-2f;
        var jacobian = new double[_layers.Up[layers - 1].Weight.Shape[1], 6];
        for (int i = 0; i < 6; i++)
        {
            float[] At(float by)
            {
                float[] moved = [.. x];
                moved[i] += by;
                return Up(moved, layers);
            }

            (float[] far, float[] near) = (At(2 * H), At(H));
            (float[] farBack, float[] nearBack) = (At(-2 * H), At(-H));
            for (int j = 0; j < jacobian.GetLength(0); j++)
            {
                jacobian[j, i] = (8 * ((double)near[j] - nearBack[j]) - ((double)far[j] - farBack[j])) / (12 * H);
            }
        }

        return jacobian;
    }

    private float[] Up(float[] x, int layers) => Enumerable.Range(0, layers).Aggregate(x, Layer);

    private float[] Layer(float[] x, int layer)
    {
        var up = _layers.Up[layer];
        var h = new float[up.Weight.Shape[1]];
        for (int j = 0; j < h.Length; j++)
        {
            double a = up.Bias.Value.Span[j] + x.Select((value, i) => (double)value * up.Weight.Value.Row(i)[j]).Sum();
            h[j] = (float)(1 / (1 + Math.Exp(-a)));
        }

        return h;
    }
}
