using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;

namespace Aae.Tests.Models.Baselines;

/// <summary>Walk-back against plain sums over the same draws, and the chain against its stationary law by its transition matrix.</summary>
[Category("Unit")]
internal sealed class GenerativeStochasticTests
{
    private const int Pixels = 3;
    private const int Size = 2;

    private MirroredLayers _first = null!;

    [SetUp]
    public void Create()
    {
        _first = new MirroredLayers(new ImageShape(1, Pixels, 1), [Size], Activation.Tanh, Initializer.Normal(1.5));
        _first.Up[0].Initialize(seed: 2);
        new float[] { 0.3f, -0.5f }.CopyTo(_first.Up[0].Bias.Value.Span);
        new float[] { 0.2f, -0.7f, 0.4f }.CopyTo(_first.Down[0].Bias.Value.Span);
    }

    [TestCase(1, 2)]
    [TestCase(1, 4)]
    [TestCase(2, 3)]
    [TestCase(3, 3)]
    [TestCase(4, 3)]
    public void Walk_back_asks_for_the_image_after_every_step_of_the_chain(int layersAbove, int steps)
    {
        const float Corruption = 0.4f;
        const float Deviation = 0.8f;
        StochasticLayers layers = Layers(layersAbove, Corruption, Deviation);
        IReadOnlyList<Linear> above = layers.Above;
        var x = new Tensor(new Shape(2, Pixels), [1, 0.2f, 0, 0, 0.9f, 1]);
        double expected = 0;
        for (int row = 0; row < 2; row++)
        {
            int at = row;
            var uses = new Dictionary<string, int>();
            double[] Draws(string name, int width, bool gaussian)
            {
                uses[name] = uses.GetValueOrDefault(name) + 1;
                var numbers = new float[2 * width];
                var stream = RandomStream.Named(7, $"walkback/{name}/{uses[name]}");
                if (gaussian)
                {
                    stream.FillGaussian(numbers, step: 0);
                }
                else
                {
                    stream.FillUniform(numbers, step: 0);
                }

                return [.. numbers.Skip(at * width).Take(width).Select(number => (double)number)];
            }

            double[] Corrupted(double[] image) =>
                [.. image.Zip(Draws("corruption", Pixels, gaussian: false), (pixel, u) => u < Corruption / 2 ? 0 : u < Corruption ? 1 : pixel)];

            // Everything by its definition: layer i above z hears layer i − 1 and layer i + 1.
            double[][] state = [.. above.Select(layer => new double[layer.Bias.Shape.Count])];
            double[] image = Corrupted([.. x.Row(row).ToArray().Select(pixel => (double)pixel)]);
            for (int step = 0; step < steps; step++)
            {
                double[] z = [.. Sum(Forth(_first.Up[0], image), Back(above[0], state[0])).Select(Math.Tanh)];
                foreach (int i in Enumerable.Range(0, above.Count).OrderBy(i => i % 2 == 0)) // the second, the fourth; the first, the third
                {
                    double[] a = Forth(above[i], i == 0 ? z : state[i - 1]);
                    a = i + 1 < above.Count ? Sum(a, Back(above[i + 1], state[i + 1])) : a;
                    double[] Noisy(double[] values) => [.. values.Zip(Draws(above[i].Name, values.Length, gaussian: true), (value, ε) => value + Deviation * ε)];
                    state[i] = Noisy([.. Noisy(a).Select(Math.Tanh)]);
                }

                double[] logits = Sum(Back(_first.Up[0], z), [.. _first.Down[0].Bias.Value.Span.ToArray().Select(bias => (double)bias)]);
                for (int i = 0; i < Pixels; i++)
                {
                    expected += (Math.Log(1 + Math.Exp(logits[i])) - logits[i] * x.Row(row)[i]) / (2 * steps);
                }

                if (step < steps - 1)
                {
                    image = Corrupted([.. logits.Zip(Draws("image", Pixels, gaussian: false), (logit, u) => u < 1 / (1 + Math.Exp(-logit)) ? 1.0 : 0)]);
                }
            }
        }

        float loss = new WalkbackPhase(layers, steps, Descent.Sgd(0.1f)).Run(new TrainingStep(x, seed: 7, WorkerTeam.Single));

        Assert.That(loss, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void The_chain_comes_to_the_law_that_its_transitions_leave_as_it_is()
    {
        const int States = 1 << Pixels;
        const double Corruption = 0.3;
        float[][] images = [.. Enumerable.Range(0, States).Select(s => Enumerable.Range(0, Pixels).Select(i => (float)(s >> i & 1)).ToArray())];
        double[][] z = [.. images.Select(image => Forth(_first.Up[0], [.. image.Select(pixel => (double)pixel)]).Select(Math.Tanh).ToArray())];

        // From one corrupted image to the next: a pixel is white if it is drawn so and kept, or made so.
        double Transition(int from, int to)
        {
            double[] logits = Sum(Back(_first.Up[0], z[from]), [.. _first.Down[0].Bias.Value.Span.ToArray().Select(bias => (double)bias)]);
            double probability = 1;
            for (int i = 0; i < Pixels; i++)
            {
                double white = (1 - Corruption) / (1 + Math.Exp(-logits[i])) + Corruption / 2;
                probability *= images[to][i] == 1 ? white : 1 - white;
            }

            return probability;
        }

        double[] law = [.. Enumerable.Repeat(1.0 / States, States)];
        for (int i = 0; i < 200; i++)
        {
            law = [.. Enumerable.Range(0, States).Select(to => Enumerable.Range(0, States).Sum(from => law[from] * Transition(from, to)))];
        }

        const int Count = 40_000;
        StochasticLayers layers = Layers(0, (float)Corruption, 2);
        Tensor samples = new WalkbackPrior(layers, new ChainSchedule(Chains: 400, BurnIn: 30, Thinning: 3)) { Team = WorkerTeam.Single }.Sample(Count, seed: 1);
        var seen = new double[States];
        for (int row = 0; row < Count; row++)
        {
            float[] sample = samples.Row(row).ToArray();
            seen[Enumerable.Range(0, States).MinBy(s => z[s].Zip(sample, (a, b) => Math.Abs(a - b)).Sum())] += 1.0 / Count;
        }

        for (int s = 0; s < States; s++)
        {
            Assert.That(seen[s], Is.EqualTo(law[s]).Within(0.01), $"state {s}");
        }
    }

    [Test]
    public void The_chain_goes_on_with_the_layers_above_where_they_were()
    {
        // Every draw decided: no corruption, no noise, pixels that are surely white. z then tells of the layers above alone.
        _first.Down[0].Bias.Value.Span.Fill(100);
        StochasticLayers layers = Layers(1, 0, 0);
        IReadOnlyList<Linear> above = layers.Above;
        float[] samples = new WalkbackPrior(layers, new ChainSchedule(Chains: 1, BurnIn: 1, Thinning: 1)).Sample(3, seed: 1).Span.ToArray();

        double[] white = [1, 1, 1];
        double[] z = [samples[0], samples[1]];
        for (int step = 1; step < 3; step++)
        {
            double[] state = [.. Forth(above[0], z).Select(Math.Tanh)];
            z = [.. Sum(Forth(_first.Up[0], white), Back(above[0], state)).Select(Math.Tanh)];
            Assert.That(samples[(Size * step)..(Size * step + Size)], Is.EqualTo(z).Within(1e-5), $"step {step}");
        }
    }

    private StochasticLayers Layers(int above, float corruption, float deviation)
    {
        int[] widths = [.. Enumerable.Range(3, above)];
        var layers = new StochasticLayers(_first, widths, Activation.Tanh, Initializer.Normal(1), corruption, deviation);
        foreach (Linear layer in layers.Above)
        {
            layer.Initialize(seed: 5);
            layer.Bias.Value.Span.Fill(0.1f);
        }

        return layers;
    }

    private static double[] Forth(Linear layer, double[] x) =>
        [.. Enumerable.Range(0, layer.Bias.Shape.Count).Select(j => layer.Bias.Value.Span[j] + x.Select((value, i) => value * layer.Weight.Value.Row(i)[j]).Sum())];

    private static double[] Back(Linear layer, double[] y) =>
        [.. Enumerable.Range(0, layer.Weight.Shape[0]).Select(i => y.Select((value, j) => value * layer.Weight.Value.Row(i)[j]).Sum())];

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
