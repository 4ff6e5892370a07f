using Aae.Benchmarks.OpenBlas;
using Aae.Benchmarks.Reporting;
using Aae.Core.Threading;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Gemm;

/// <summary>
/// The matrix products of dense layers at the sizes of the networks that the engine trains. (The roofline mode measures more
/// of them, sooner, and in turn with OpenBLAS: these are for a closer look at a few.)
/// </summary>
[BenchmarkCategory("Gemm")]
public class GemmBenchmarks
{
    private ProductOperands _operands = null!;
    private WorkerTeam _team = null!;
    private OpenBlasLibrary? _openBlas;

    /// <summary>Batches of 100, one image, and a square.</summary>
    public static IEnumerable<LayerProduct> Products =>
        [.. LayerProduct.OfLayers(100), .. LayerProduct.OfOneImage, .. LayerProduct.Fused(100), LayerProduct.Square(1024)];

    /// <summary>The product.</summary>
    [ParamsSource(nameof(Products))]
    public LayerProduct Product { get; set; } = null!;

    /// <summary>Threads of either side.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills the matrices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _operands = new ProductOperands(Product);
        _openBlas = OpenBlasLibrary.Installed;
        _openBlas?.SetThreads(Threads);
        Console.WriteLine($"// {_openBlas?.Description ?? OpenBlasLibrary.Absence}");
        Compilation.Settle(Ours);
        MeasuredPeak.Tell(_team);
    }

    /// <summary>Tells the peak again.</summary>
    [GlobalCleanup]
    public void Cleanup() => MeasuredPeak.Tell(_team);

    /// <summary>A·B by OpenBLAS, without bias and activation.</summary>
    [Benchmark(Description = "OpenBLAS", Baseline = true), BenchmarkCategory(EngineConfig.OpenBlasCategory)]
    public void OpenBlas() => _openBlas!.Multiply(_operands.A, _operands.B, _operands.C);

    /// <summary>The whole product by our kernels.</summary>
    [Benchmark(Description = "Aae")]
    public void Ours() => _operands.Multiply(_team);
}
