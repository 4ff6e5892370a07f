using System.Numerics.Tensors;
using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Distances;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Distances;

/// <summary>Points a and b of a kernel sum, as many of each: a minibatch of codes and its samples of the prior.</summary>
public sealed record DiscrepancySize(int Points, int Dimensions)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Points}×{Points}×{Dimensions}";
}

/// <summary>
/// The sum of inverse multiquadratic kernels of WAE-MMD beside the same composed from TensorPrimitives' calls, and that of four Gaussian
/// kernels of a generative moment matching network, on one thread.
/// </summary>
[BenchmarkCategory("Distances")]
public unsafe class DiscrepancyBenchmarks
{
    private static readonly float[] s_factors = [0.1f, 0.2f, 0.5f, 1, 2, 5, 10];

    private static readonly float[] s_deviations = [0.5f, 1, 2, 4];

    private AlignedBlock _a = null!;
    private AlignedBlock _b = null!;
    private AlignedBlock _gradient = null!;
    private AlignedBlock _rates = null!;
    private float[] _distances = null!;
    private float[] _terms = null!;

    /// <summary>A minibatch of 8-dimensional codes, a large one, and that of 32-dimensional codes.</summary>
    public static IEnumerable<DiscrepancySize> Sizes => [new(100, 8), new(1000, 8), new(1000, 32)];

    /// <summary>The points.</summary>
    [ParamsSource(nameof(Sizes))]
    public DiscrepancySize Size { get; set; } = null!;

    private InverseMultiquadratic Kernel => new(2 * Size.Dimensions);

    private GaussianKernels Gaussian => new(_rates.Pointer, s_deviations.Length);

    /// <summary>Fills the points.</summary>
    [GlobalSetup]
    public void Setup()
    {
        int count = Size.Points * Size.Dimensions;
        (_a, _b, _gradient) = (new AlignedBlock(count), new AlignedBlock(count), new AlignedBlock(count));
        _rates = new AlignedBlock(s_deviations.Length);
        for (int i = 0; i < s_deviations.Length; i++)
        {
            _rates.Span[i] = GaussianKernels.RateOf(s_deviations[i]);
        }

        (_distances, _terms) = (new float[Size.Points], new float[Size.Points]);
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            (_a.Span[i], _b.Span[i]) = (4 * random.NextSingle() - 2, 4 * random.NextSingle() - 2);
        }

        Compilation.Settle(() => Sum(), () => Primitives(), Gradient, () => GaussianSum(), GaussianGradient);
    }

    /// <summary>The value of all pairs.</summary>
    [Benchmark]
    public double Sum() =>
        KernelSums.Sum(Kernel, Size.Points, Size.Points, Size.Dimensions, _a.Pointer, _b.Pointer, WorkerTeam.Single);

    /// <summary>The gradient by a.</summary>
    [Benchmark]
    public void Gradient() => KernelSums.AddGradient(
        Kernel, Size.Points, Size.Points, Size.Dimensions, _a.Pointer, _b.Pointer, 1e-9f, _gradient.Pointer, WorkerTeam.Single);

    /// <summary>The value of all pairs under Gaussian kernels.</summary>
    [Benchmark]
    public double GaussianSum() =>
        KernelSums.Sum(Gaussian, Size.Points, Size.Points, Size.Dimensions, _a.Pointer, _b.Pointer, WorkerTeam.Single);

    /// <summary>Its gradient by a.</summary>
    [Benchmark]
    public void GaussianGradient() => KernelSums.AddGradient(
        Gaussian, Size.Points, Size.Points, Size.Dimensions, _a.Pointer, _b.Pointer, 1e-9f, _gradient.Pointer, WorkerTeam.Single);

    /// <summary>The value by TensorPrimitives, row by row.</summary>
    [Benchmark(Baseline = true)]
    public double Primitives()
    {
        double sum = 0;
        for (int i = 0; i < Size.Points; i++)
        {
            Array.Clear(_distances);
            for (int k = 0; k < Size.Dimensions; k++)
            {
                TensorPrimitives.Subtract<float>(_b.Span.Slice(k * Size.Points, Size.Points), _a.Span[i * Size.Dimensions + k], _terms);
                TensorPrimitives.MultiplyAdd<float>(_terms, _terms, _distances, _distances);
            }

            foreach (float factor in s_factors)
            {
                float c = factor * 2 * Size.Dimensions;
                TensorPrimitives.Add<float>(_distances, c, _terms);
                TensorPrimitives.Divide<float>(c, _terms, _terms);
                sum += TensorPrimitives.Sum<float>(_terms);
            }
        }

        return sum;
    }
}
