using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Training;

/// <summary>
/// Whether a training becomes slower when its numbers vanish: some processors compute subnormal ones, below 1.2·10⁻³⁸, a hundred
/// times slower. Each case makes <see cref="Steps"/> steps before it is measured, and tells how many numbers of its state are subnormal.
/// </summary>
[BenchmarkCategory("Vanishing")]
public class VanishingBenchmarks
{
    /// <summary>The steps before the measurement.</summary>
    public const int Steps = 20_000;

    private static readonly ImageShape _image = new(28, 28, 1);

    private AdversarialAutoencoder _model = null!;
    private TrainingStep _step = null!;

    /// <summary>What vanishes.</summary>
    public enum Case
    {
        /// <summary>Nothing: measured at the beginning.</summary>
        Fresh,

        /// <summary>Nothing, after all the steps.</summary>
        Trained,

        /// <summary>All hidden units are dead, so gradients are zero and what is left of the momentum fades.</summary>
        DeadUnits,

        /// <summary>The same under Adam with a strong weight decay: the weights themselves become subnormal. To be compared with the next.</summary>
        FadingWeights,

        /// <summary>Nothing, after all the steps, under Adam.</summary>
        TrainedByAdam,

        /// <summary>A discriminator that is certain: the gradients of its losses are about 10⁻⁴³.</summary>
        CertainDiscriminator,
    }

    /// <summary>What vanishes.</summary>
    [ParamsAllValues]
    public Case Vanishing { get; set; }

    /// <summary>Builds the model and makes the steps.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string[] overrides = Vanishing switch
        {
            Case.FadingWeights => [.. Descents("{\"kind\":\"adam\",\"rate\":0.01,\"weightDecay\":1}")],
            Case.TrainedByAdam => [.. Descents("{\"kind\":\"adam\",\"rate\":0.001}")],
            Case.CertainDiscriminator => [.. Descents("{\"kind\":\"sgd\",\"rate\":1e-9,\"momentum\":0.9}")],
            _ => [.. Descents("{\"kind\":\"sgd\",\"rate\":0.01,\"momentum\":0.9}")],
        };
        Recipe recipe = RecipeCatalog.Load("digits-2d", ["encoder.hidden=[64,64]", "decoder.hidden=[64,64]", "discriminator.hidden=[64,64]", .. overrides]);
        _model = recipe.Create(_image);
        var images = new Tensor(new Shape(recipe.Data.Batch, _image.Pixels));
        new RandomStream(1, 1).FillUniform(images.Span, step: 0);
        _step = new TrainingStep(images, recipe.Seed, new WorkerTeam(1));
        for (int i = 0; i < 100; i++)
        {
            Step(); // momentum to fade
        }

        foreach (Parameter parameter in _model.Parameters)
        {
            if (Vanishing is Case.DeadUnits or Case.FadingWeights && parameter.Name.Contains("hidden", StringComparison.Ordinal) && parameter.Shape.Rank == 1)
            {
                parameter.Value.Span.Fill(-1e6f);
            }
            else if (Vanishing is Case.CertainDiscriminator && parameter.Name.StartsWith("discriminator.", StringComparison.Ordinal) && parameter.Shape.Count == 1)
            {
                parameter.Value.Span.Fill(-93);
            }
        }

        for (int i = 0; i < (Vanishing is Case.Fresh ? 1000 : Steps); i++)
        {
            Step();
        }

        IEnumerable<Tensor> state = _model.Parameters.Select(parameter => parameter.Value).Concat(_model.Phases.SelectMany(phase => phase.Optimizer.State.Select(tensor => tensor.Value)));
        (long subnormal, long all) = (state.Sum(Subnormals), state.Sum(tensor => (long)tensor.Shape.Count));
        Console.WriteLine($"// {Vanishing}: {subnormal} of {all} numbers of the state are subnormal");
    }

    /// <summary>A step on one thread.</summary>
    [Benchmark(Description = "a step")]
    public void Step()
    {
        _step.Number++;
        foreach (Phase phase in _model.Phases)
        {
            phase.Run(_step);
        }
    }

    private static IEnumerable<string> Descents(string descent) =>
        new[] { "reconstruction", "discriminator", "generator" }.Select(phase => $"phases.{phase}={descent}");

    private static long Subnormals(Tensor tensor)
    {
        long count = 0;
        foreach (float value in tensor.Span)
        {
            count += float.IsSubnormal(value) ? 1 : 0;
        }

        return count;
    }
}
