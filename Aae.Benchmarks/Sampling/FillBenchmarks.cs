using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Random;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Sampling;

/// <summary>Random samples on one thread; four bytes each, so 4 GB/s are one sample a nanosecond.</summary>
[BenchmarkCategory("Sampling")]
public class FillBenchmarks
{
    private readonly RandomStream _stream = new(1, 2);
    private AlignedBlock _samples = null!;

    /// <summary>A minibatch of eight-dimensional codes, what fits the L2 cache, a dropout mask of a large layer.</summary>
    public static IEnumerable<SampleCount> Counts => [new(800), new(16_384), new(1_000_000)];

    /// <summary>Samples a call.</summary>
    [ParamsSource(nameof(Counts))]
    public SampleCount Count { get; set; } = null!;

    /// <summary>Makes room.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _samples = new AlignedBlock(Count.Samples);
        Compilation.Settle(Gaussian, Uniform);
    }

    /// <summary>N(0, 1).</summary>
    [Benchmark(Description = "Gaussian")]
    public void Gaussian() => _stream.FillGaussian(_samples.Span, step: 1);

    /// <summary>[0, 1).</summary>
    [Benchmark(Description = "uniform")]
    public void Uniform() => _stream.FillUniform(_samples.Span, step: 1);
}
