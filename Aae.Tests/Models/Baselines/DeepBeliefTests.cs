using Aae.Autograd.Tapes;
using Aae.Core.Formats;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Training;
using Aae.Models.Variants;
using Initializer = Aae.Autograd.Modules.Initializer;

namespace Aae.Tests.Models.Baselines;

/// <summary>
/// A machine of 4 visible and 3 hidden units has 128 states: energy, partition function, likelihood and its gradient are summed over
/// all of them in doubles, by the definition.
/// </summary>
[Category("Unit")]
internal sealed class DeepBeliefTests
{
    private const int Visible = 4;
    private const int Hidden = 3;

    private MirroredLayers _layers = null!;
    private BoltzmannMachine _machine = null!;

    [SetUp]
    public void Create()
    {
        _layers = new MirroredLayers(new ImageShape(2, 2, 1), [Hidden], Activation.Sigmoid, Initializer.Normal(1));
        _machine = new BoltzmannMachine(_layers.Up[0], _layers.Down[0]);
        _layers.Up[0].Initialize(seed: 3);
        new float[] { 0.5f, -0.4f, 0.2f }.CopyTo(_layers.Up[0].Bias.Value.Span);
        new float[] { -0.3f, 0.8f, 0.1f, -0.6f }.CopyTo(_layers.Down[0].Bias.Value.Span);
    }

    [Test]
    public void A_long_chain_can_be_stopped()
    {
        var prior = new GibbsPrior(_machine, new ChainSchedule(Chains: 400, BurnIn: 1_000_000, Thinning: 1)) { Team = WorkerTeam.Single };
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(() => prior.Sample(5, seed: 1, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void The_free_energy_sums_over_all_hidden_states()
    {
        for (int v = 0; v < 1 << Visible; v++)
        {
            var tape = new Tape();
            float free = _machine.FreeEnergy(tape, tape.Constant(new Tensor(new Shape(1, Visible), Bits(v, Visible)))).Scalar;
            double weight = Enumerable.Range(0, 1 << Hidden).Sum(h => Math.Exp(-Energy(v, h)));

            Assert.That(free, Is.EqualTo(-Math.Log(weight)).Within(1e-5), $"state {v}");
        }
    }

    [Test]
    public void Contrastive_divergence_of_many_steps_is_the_gradient_of_the_likelihood()
    {
        int[] data = [0b0001, 0b0111, 0b1100];
        Dictionary<string, double[]> exact = _machine.Parameters.ToDictionary(parameter => parameter.Name, parameter => LikelihoodGradient(parameter, data));

        Dictionary<string, double[]> many = Gradient(data, steps: 60);
        Dictionary<string, double[]> one = Gradient(data, steps: 1);

        // 9000 chains: four standard errors of the mean of a bit are 0.02.
        Assert.That(Farthest(many, exact), Is.LessThan(0.025));
        Assert.That(Farthest(one, exact), Is.GreaterThan(0.08), "one step does not come so far");
    }

    [Test]
    public void Chains_that_persist_come_to_the_gradient_of_the_likelihood_by_single_steps()
    {
        int[] data = [0b0001, 0b0111, 0b1100];
        Dictionary<string, double[]> exact = _machine.Parameters.ToDictionary(parameter => parameter.Name, parameter => LikelihoodGradient(parameter, data));
        Dictionary<string, float[]> before = _machine.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.Span.ToArray());
        var phase = new ContrastiveDivergencePhase("layer", _layers, 0, 1, chains: 9000, Descent.Sgd(1e-30f, steps: (1, 1)));
        TrainingStep step = Data(data, rows: 3);
        for (int i = 0; i <= 60; i++)
        {
            (step.Number, step.Epoch) = ((ulong)i, i / 60); // the last step alone moves anything
            phase.Run(step);
        }

        Assert.That(Farthest(Taken(before), exact), Is.LessThan(0.025));
    }

    [Test]
    public void A_run_goes_on_with_the_chains_that_it_had()
    {
        string[] persistent = ["phases.layers.1.chains=7"];
        using TemporaryRun whole = new(), stopped = new();
        Dictionary<string, float[]> expected = whole.Tensors(new TrainingOptions { Folder = whole.Run }, persistent);
        stopped.Tensors(new TrainingOptions { Folder = stopped.Run, Steps = 5 }, persistent);
        Dictionary<string, float[]> resumed = stopped.Tensors(new TrainingOptions { Folder = stopped.Run, Resume = true }, persistent);

        Assert.That(expected["optimizer/layer2/chains"], Has.Some.EqualTo(1f));
        Assert.That(resumed.Keys, Is.EquivalentTo(expected.Keys));
        Assert.That(resumed.Keys.Where(name => !resumed[name].SequenceEqual(expected[name])), Is.Empty);
    }

    [Test]
    public void The_Gibbs_chain_comes_to_the_machine_s_own_law()
    {
        const int Count = 40_000;
        Tensor samples = new GibbsPrior(_machine, new ChainSchedule(Chains: 400, BurnIn: 30, Thinning: 5)) { Team = WorkerTeam.Single }.Sample(Count, seed: 1);

        double[] seen = new double[1 << Hidden];
        for (int i = 0; i < Count; i++)
        {
            seen[Enumerable.Range(0, Hidden).Sum(j => (int)samples.Row(i)[j] << j)] += 1.0 / Count;
        }

        double[] weights = [.. Enumerable.Range(0, 1 << Hidden).Select(h => Enumerable.Range(0, 1 << Visible).Sum(v => Math.Exp(-Energy(v, h))))];
        for (int h = 0; h < weights.Length; h++)
        {
            Assert.That(seen[h], Is.EqualTo(weights[h] / weights.Sum()).Within(0.01), $"state {h}");
        }
    }

    [Test]
    public void Samples_of_a_chain_are_a_function_of_stream_and_step_alone()
    {
        var prior = new GibbsPrior(_machine, new ChainSchedule(Chains: 5, BurnIn: 2, Thinning: 3));
        float[] Draw(int count, RandomStream stream, ulong step, int threads = 1)
        {
            prior.Team = new WorkerTeam(threads);
            var samples = new Tensor(new Shape(count, Hidden));
            prior.Sample(stream, step, samples);
            return samples.Span.ToArray();
        }

        var stream = RandomStream.Named(1, "a");
        float[] many = Draw(200, stream, 7);

        Assert.That(Draw(200, stream, 7, threads: 3), Is.EqualTo(many));
        Assert.That(Draw(13, stream, 7), Is.EqualTo(many[..(13 * Hidden)]));
        Assert.That(Draw(200, stream, 8), Is.Not.EqualTo(many));
        Assert.That(Draw(200, RandomStream.Named(1, "b"), 7), Is.Not.EqualTo(many));
        Assert.That(Draw(200, RandomStream.Named(2, "a"), 7), Is.Not.EqualTo(many));
    }

    [Test]
    public void Burn_in_and_thinning_are_steps_of_the_chain()
    {
        float[] Draw(int count, ChainSchedule schedule) => new GibbsPrior(_machine, schedule).Sample(count, seed: 5).Span.ToArray();

        float[] every = Draw(2 * 10, new ChainSchedule(Chains: 2, BurnIn: 0, Thinning: 1)); // ten steps of two chains
        float[] some = Draw(2 * 3, new ChainSchedule(Chains: 2, BurnIn: 3, Thinning: 2)); // the steps 3, 5, 7

        float[] Step(int i) => every[(i * 2 * Hidden)..((i + 1) * 2 * Hidden)];
        Assert.That(some, Is.EqualTo(new[] { Step(3), Step(5), Step(7) }.SelectMany(step => step)));
    }

    [Test]
    public void The_upper_machine_waits_for_the_lower_one_which_then_stands_still()
    {
        using var folder = new TemporaryRun();
        AdversarialAutoencoder start = SmallRun.Belief().Create(Phases.SmallStep.Image);
        Dictionary<string, float[]> initial = start.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());
        Dictionary<string, float[]> first = folder.Tensors(new TrainingOptions { Folder = folder.Run, Steps = 3 }); // one epoch
        Dictionary<string, float[]> last = folder.Tensors(new TrainingOptions { Folder = folder.Run, Resume = true });

        Assert.Multiple(() =>
        {
            foreach ((string name, float[] values) in initial)
            {
                bool isLower = name.StartsWith("encoder.hidden1.", StringComparison.Ordinal) || name.StartsWith("decoder.output.", StringComparison.Ordinal);
                Assert.That(first[name].SequenceEqual(values), Is.EqualTo(!isLower), $"{name} in the first epoch");
                Assert.That(last[name].SequenceEqual(first[name]), Is.EqualTo(isLower), $"{name} in the others");
            }
        });
        Assert.That(
            folder.Run.ReadMetrics().Select(epoch => string.Join(' ', epoch.Loss.Keys)),
            Is.EqualTo(new[] { "layer1", "layer2", "layer2" }));
    }

    [Test]
    public void The_learning_rate_of_a_layer_goes_by_its_own_epochs()
    {
        var descent = Descent.Sgd(1, steps: (1, 1e-30f));
        var phase = new ContrastiveDivergencePhase("layer", _layers, 0, 1, 0, descent) { Active = new EpochRange(2, 2) };
        TrainingStep step = Data([0b0111], rows: 4);
        bool Moves(int epoch)
        {
            float[] before = _layers.Up[0].Weight.Value.Span.ToArray();
            step.Epoch = epoch;
            phase.Run(step);
            return !_layers.Up[0].Weight.Value.Span.SequenceEqual(before);
        }

        Assert.That(Moves(2));
        Assert.That(Moves(3), Is.False);
        Assert.That(new[] { 1, 2, 3, 4 }.Select(phase.Active.Contains), Is.EqualTo(new[] { false, true, true, false }));
        Assert.That(EpochRange.All.Contains(int.MaxValue - 1));
    }

    // What a step of rate 1 takes away.
    private Dictionary<string, double[]> Gradient(int[] data, int steps)
    {
        Create();
        Dictionary<string, float[]> before = _machine.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.Span.ToArray());
        new ContrastiveDivergencePhase("layer", _layers, 0, steps, 0, Descent.Sgd(1)).Run(Data(data, rows: 9000));
        return Taken(before);
    }

    private Dictionary<string, double[]> Taken(Dictionary<string, float[]> before) => _machine.Parameters.ToDictionary(
        parameter => parameter.Name,
        parameter => parameter.Value.Span.ToArray().Zip(before[parameter.Name], (now, then) => (double)then - now).ToArray());

    private static double Farthest(Dictionary<string, double[]> a, Dictionary<string, double[]> b) =>
        a.Max(parameter => parameter.Value.Zip(b[parameter.Key], (x, y) => Math.Abs(x - y)).Max());

    private static TrainingStep Data(int[] states, int rows)
    {
        var images = new Tensor(new Shape(rows, Visible));
        for (int i = 0; i < rows; i++)
        {
            Bits(states[i % states.Length], Visible).CopyTo(images.Row(i));
        }

        return new TrainingStep(images, seed: 1, WorkerTeam.Single);
    }

    private double[] LikelihoodGradient(Parameter parameter, int[] data)
    {
        const float H = 1e-2f;
        var gradient = new double[parameter.Shape.Count];
        for (int i = 0; i < gradient.Length; i++)
        {
            float value = parameter.Value.Span[i];
            double At(float at)
            {
                parameter.Value.Span[i] = at;
                return NegativeLogLikelihood(data) / ((double)(value + H) - (value - H));
            }

            gradient[i] = At(value + H) - At(value - H);
            parameter.Value.Span[i] = value;
        }

        return gradient;
    }

    private double NegativeLogLikelihood(int[] data)
    {
        double[] weights = [.. Enumerable.Range(0, 1 << Visible).Select(v => Enumerable.Range(0, 1 << Hidden).Sum(h => Math.Exp(-Energy(v, h))))];
        double partition = weights.Sum();
        return -data.Average(v => Math.Log(weights[v] / partition));
    }

    private double Energy(int v, int h)
    {
        (float[] visible, float[] hidden) = (Bits(v, Visible), Bits(h, Hidden));
        double energy = 0;
        for (int i = 0; i < Visible; i++)
        {
            energy -= (double)_layers.Down[0].Bias.Value.Span[i] * visible[i];
            for (int j = 0; j < Hidden; j++)
            {
                energy -= (double)visible[i] * _layers.Up[0].Weight.Value.Row(i)[j] * hidden[j];
            }
        }

        for (int j = 0; j < Hidden; j++)
        {
            energy -= (double)_layers.Up[0].Bias.Value.Span[j] * hidden[j];
        }

        return energy;
    }

    private static float[] Bits(int state, int count) => [.. Enumerable.Range(0, count).Select(i => (float)(state >> i & 1))];

    private sealed class TemporaryRun : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("aae-tests-").FullName;

        public RunFolder Run => new(Path.Combine(_path, "run"));

        public Dictionary<string, float[]> Tensors(TrainingOptions options, params string[] overrides)
        {
            new Trainer(SmallRun.Belief(overrides), SmallRun.Data(), options).Run();
            return Safetensors.Read(Run.LastCheckpoint).Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Span.ToArray());
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
