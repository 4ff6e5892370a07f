using Aae.Benchmarks.Reporting;
using Aae.Core.Threading;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Training;

/// <summary>One training step of a recipe, as the trainer does it: minibatch, all phases, sums of the losses.</summary>
[BenchmarkCategory("Step")]
public class StepBenchmarks
{
    private StepSubject _subject = null!;
    private WorkerTeam _team = null!;

    /// <summary>The recipes.</summary>
    public static IEnumerable<StepWork> Recipes => [new("mnist-8d"), new("digits-2d")];

    /// <summary>The recipe.</summary>
    [ParamsSource(nameof(Recipes))]
    public StepWork Recipe { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Builds the model and opens the data.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _subject = Recipe.Subject(_team);
        Compilation.Settle(Step);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>The next step of the run.</summary>
    [Benchmark(Description = "all phases")]
    public void Step() => _subject.Step();
}
