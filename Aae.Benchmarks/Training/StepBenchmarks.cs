using Aae.Benchmarks.Reporting;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Training;

/// <summary>One training step of a recipe on 28 × 28 images: all phases, with the prior's samples, losses and updates.</summary>
[BenchmarkCategory("Step")]
public class StepBenchmarks
{
    private AdversarialAutoencoder _model = null!;
    private TrainingStep _step = null!;
    private WorkerTeam _team = null!;

    /// <summary>The recipes.</summary>
    public static IEnumerable<StepWork> Recipes => [new("mnist-8d"), new("digits-2d")];

    /// <summary>The recipe.</summary>
    [ParamsSource(nameof(Recipes))]
    public StepWork Recipe { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Builds the model and a minibatch.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        Recipe recipe = Recipe.Load();
        _model = recipe.Create(StepWork.Image);
        var images = new Tensor(new Shape(recipe.Data.Batch, StepWork.Image.Pixels));
        new RandomStream(1, 1).FillUniform(images.Span, step: 0);
        _step = new TrainingStep(images, recipe.Seed, _team);
        Compilation.Settle(Step);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>Reconstruction, discriminator, generator.</summary>
    [Benchmark(Description = "three phases")]
    public void Step()
    {
        _step.Number++;
        foreach (Phase phase in _model.Phases)
        {
            phase.Run(_step);
        }
    }
}
