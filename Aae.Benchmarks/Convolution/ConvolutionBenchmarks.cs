using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Convolution;

/// <summary>A convolution's size: Batch square images of Size pixels a side, a square kernel with the same padding all around.</summary>
public sealed record ConvolutionSize(int Batch, int Size, int Channels, int Kernel, int Stride, int Padding, int Filters)
    : IFloatingPointWork
{
    /// <inheritdoc/>
    public double Operations => 2.0 * Shape.Positions * Shape.PatchSize * Shape.Filters;

    internal ConvolutionShape Shape
    {
        get
        {
            var axis = new ConvolutionAxis(Size, Kernel, Stride, Padding, Padding);
            return new(Batch, axis, axis, Channels, Filters);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Batch}×{Size}²×{Channels} {Kernel}²/{Stride}→{Filters}";
}

/// <summary>
/// The three maps of a convolution, of which the input's gradient is also the transposed convolution, at the sizes of networks
/// on images of 28 and 32 pixels.
/// </summary>
[BenchmarkCategory("Convolution")]
public unsafe class ConvolutionBenchmarks
{
    private AlignedBlock _x = null!;
    private AlignedBlock _w = null!;
    private AlignedBlock _y = null!;
    private AlignedBlock _bias = null!;
    private WorkerTeam _team = null!;
    private ConvolutionShape _shape;

    /// <summary>First, middle and last layers; a pointwise one; one large image.</summary>
    public static IEnumerable<ConvolutionSize> Sizes =>
    [
        new(100, 28, 1, 4, 2, 1, 32), new(100, 32, 3, 4, 2, 1, 64), new(100, 14, 32, 4, 2, 1, 64), new(100, 14, 64, 3, 1, 1, 64),
        new(100, 16, 64, 5, 2, 2, 128), new(100, 8, 256, 3, 1, 1, 256), new(100, 7, 128, 1, 1, 0, 256), new(1, 64, 32, 3, 1, 1, 32),
    ];

    /// <summary>The convolution's size.</summary>
    [ParamsSource(nameof(Sizes))]
    public ConvolutionSize Size { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills the tensors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _shape = Size.Shape;
        _x = Fill(_shape.Batch * _shape.Rows.Size * _shape.RowSize, 1);
        _w = Fill(_shape.PatchSize * _shape.Filters, 2);
        _y = Fill(_shape.Positions * _shape.Filters, 3);
        _bias = Fill(_shape.Filters, 4);
        Compilation.Settle(Forward, InputGradient, WeightGradient);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>y = relu(P(x)·w + bias).</summary>
    [Benchmark(Description = "y = relu(P(x)·w + b)")]
    public void Forward() =>
        Convolution2D.Forward(_shape, _x.Pointer, _w.Pointer, _bias.Pointer, Activation.Relu, _y.Pointer, _team);

    /// <summary>dx = Pᵀ(dy·wᵀ).</summary>
    [Benchmark(Description = "dx = Pᵀ(dy·wᵀ)")]
    public void InputGradient() => Convolution2D.InputGradient(_shape, _y.Pointer, _w.Pointer, _x.Pointer, _team);

    /// <summary>dw = P(x)ᵀ·dy.</summary>
    [Benchmark(Description = "dw = P(x)ᵀ·dy")]
    public void WeightGradient() => Convolution2D.WeightGradient(_shape, _x.Pointer, _y.Pointer, _w.Pointer, _team);

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
