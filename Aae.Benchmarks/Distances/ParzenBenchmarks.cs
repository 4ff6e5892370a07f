using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Distances;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Distances;

/// <summary>A Parzen estimate's size; only the distances count as operations.</summary>
public sealed record ParzenSize(int Points, int Samples, int Dimensions, int Deviations) : IFloatingPointWork
{
    /// <inheritdoc/>
    public double Operations => 2.0 * Points * Samples * Dimensions;

    /// <inheritdoc/>
    public override string ToString() => $"{Points}×{Samples}×{Dimensions}, {Deviations} σ";
}

/// <summary>Distances by product form and the log-sums of the windows over them.</summary>
[BenchmarkCategory("Distances")]
public unsafe class ParzenBenchmarks
{
    private AlignedBlock _samples = null!;
    private ParzenSums _sums = null!;
    private WorkerTeam _team = null!;

    /// <summary>Images of 784 pixels, with one window and with the ten of a grid.</summary>
    public static IEnumerable<ParzenSize> Sizes =>
        [new(1000, 1000, 784, 1), new(1000, 1000, 784, 10), new(4000, 2000, 784, 1), new(4000, 2000, 784, 10)];

    /// <summary>The estimate's size.</summary>
    [ParamsSource(nameof(Sizes))]
    public ParzenSize Size { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills points and samples; the windows are so wide that no term is left out.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _samples = Fill(Size.Samples * Size.Dimensions, 1);
        AlignedBlock points = Fill(Size.Points * Size.Dimensions, 2);
        _sums = new(points.Pointer, Size.Points, Size.Dimensions, [.. Enumerable.Range(0, Size.Deviations).Select(i => 2 + i * 0.1)]);
        GC.KeepAlive(points);
        Compilation.Settle(Append);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>Lets all samples meet all points.</summary>
    [Benchmark(Description = "Σ exp(−‖t − s‖²/2σ²)")]
    public void Append() => _sums.Append(_samples.Pointer, Size.Samples, _team);

    private static AlignedBlock Fill(int count, int seed)
    {
        var block = new AlignedBlock(count);
        var random = new Random(seed);
        foreach (ref float value in block.Span)
        {
            value = random.NextSingle();
        }

        return block;
    }
}
