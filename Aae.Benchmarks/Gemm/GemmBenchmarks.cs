using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Gemm;

/// <summary>A dense layer's size: x [Batch, In], w [In, Out], y [Batch, Out].</summary>
public sealed record LayerSize(int Batch, int In, int Out) : IFloatingPointWork
{
    /// <inheritdoc/>
    public double Operations => 2.0 * Batch * In * Out;

    /// <inheritdoc/>
    public override string ToString() => $"{Batch}×{In}×{Out}";
}

/// <summary>The three matrix products of a dense layer, at the sizes of the networks that the engine trains.</summary>
[BenchmarkCategory("Gemm")]
public unsafe class GemmBenchmarks
{
    private AlignedBlock _x = null!;
    private AlignedBlock _w = null!;
    private AlignedBlock _y = null!;
    private WorkerTeam _team = null!;

    /// <summary>The layers of 784-1000-1000-8, 8-1000-1000-784 and of the discriminator 8-1000-1000-1, and a single image.</summary>
    public static IEnumerable<LayerSize> Layers =>
    [
        new(100, 784, 1000), new(100, 1000, 1000), new(100, 1000, 784), new(100, 1000, 8), new(100, 8, 1000), new(100, 1000, 1), new(1, 784, 1000),
    ];

    /// <summary>The layer's size.</summary>
    [ParamsSource(nameof(Layers))]
    public LayerSize Layer { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    private MatrixView X => new(_x.Pointer, Layer.Batch, Layer.In);

    private MatrixView W => new(_w.Pointer, Layer.In, Layer.Out);

    private MatrixView Y => new(_y.Pointer, Layer.Batch, Layer.Out);

    /// <summary>Fills the matrices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _x = Fill(Layer.Batch * Layer.In, 1);
        _w = Fill(Layer.In * Layer.Out, 2);
        _y = Fill(Layer.Batch * Layer.Out, 3);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>Y = X·W.</summary>
    [Benchmark(Description = "Y = X·W")]
    public void Forward() => MatrixProduct.Multiply(X, W, Y, _team);

    /// <summary>dX = dY·Wᵀ.</summary>
    [Benchmark(Description = "dX = dY·Wᵀ")]
    public void InputGradient() => MatrixProduct.Multiply(Y, W.Transposed, X, _team);

    /// <summary>dW = Xᵀ·dY.</summary>
    [Benchmark(Description = "dW = Xᵀ·dY")]
    public void WeightGradient() => MatrixProduct.Multiply(X.Transposed, Y, W, _team);

    private static AlignedBlock Fill(int count, int seed)
    {
        var block = new AlignedBlock(count);
        var random = new Random(seed);
        foreach (ref float value in block.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        return block;
    }
}
