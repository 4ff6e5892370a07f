using System.Numerics.Tensors;
using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Elementwise;

/// <summary>A function over so many floats: x read, of a reparameterization mean and noise too, and y written.</summary>
public sealed record FunctionWork(string Function, int Count) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => (Function == Reparameterized ? 4.0 : 2.0) * sizeof(float) * Count;

    internal const string Reparameterized = "reparameterization";

    /// <inheritdoc/>
    public override string ToString() => $"{Function} {Count}";
}

/// <summary>The element-wise functions beside those of TensorPrimitives, on one thread and inside the caches.</summary>
[BenchmarkCategory("Elementwise")]
public unsafe class FunctionBenchmarks
{
    private AlignedBlock _x = null!;
    private AlignedBlock _y = null!;
    private AlignedBlock _z = null!;
    private Action _kernel = null!;
    private Action _primitive = null!;

    /// <summary>Every function at a size for the first-level cache and one for the second.</summary>
    public static IEnumerable<FunctionWork> Works =>
        from function in (string[])["exp", "log", "sigmoid", "tanh", "softplus", FunctionWork.Reparameterized]
        from count in (int[])[1000, 50_000]
        select new FunctionWork(function, count);

    /// <summary>The function and the size.</summary>
    [ParamsSource(nameof(Works))]
    public FunctionWork Work { get; set; } = null!;

    private Span<float> X => _x.Span;

    private Span<float> Y => _y.Span;

    private Span<float> Z => _z.Span;

    /// <summary>Fills the input and picks the function.</summary>
    [GlobalSetup]
    public void Setup()
    {
        int n = Work.Count;
        _x = new AlignedBlock(n);
        _y = new AlignedBlock(n);
        _z = new AlignedBlock(n);
        var random = new Random(1);
        foreach (ref float value in X)
        {
            value = 12 * random.NextSingle() - 6;
        }

        WorkerTeam team = WorkerTeam.Single;
        (_kernel, _primitive) = Work.Function switch
        {
            "exp" => (() => Functions.Exp(_x.Pointer, _y.Pointer, n, team), () => TensorPrimitives.Exp<float>(X, Y)),
            "log" => (() => Functions.Log(_x.Pointer, _y.Pointer, n, team), () => TensorPrimitives.Log<float>(X, Y)),
            "sigmoid" => (
                () => Activations.Apply(Activation.Sigmoid, _x.Pointer, _y.Pointer, n, team),
                () => TensorPrimitives.Sigmoid<float>(X, Y)),
            "tanh" => (
                () => Activations.Apply(Activation.Tanh, _x.Pointer, _y.Pointer, n, team),
                () => TensorPrimitives.Tanh<float>(X, Y)),
            // x is the logarithm of the variance, z the mean and the noise
            FunctionWork.Reparameterized => (
                () => Reparameterization.Apply(_z.Pointer, _x.Pointer, _z.Pointer, _y.Pointer, n, team), Reparameterize),
            _ => ((Action)(() => Functions.Softplus(_x.Pointer, _y.Pointer, n, team)), (Action)Softplus),
        };
        if (Work.Function == "log")
        {
            TensorPrimitives.Exp<float>(X, X);
        }
        Compilation.Settle(Kernel, Primitives);
    }

    /// <summary>This engine's kernel.</summary>
    [Benchmark]
    public void Kernel() => _kernel();

    /// <summary>TensorPrimitives, or the same result composed from its calls.</summary>
    [Benchmark(Baseline = true)]
    public void Primitives() => _primitive();

    private void Softplus()
    {
        // max(x, 0) + log(1 + e^−|x|)
        TensorPrimitives.Abs<float>(X, Y);
        TensorPrimitives.Negate<float>(Y, Y);
        TensorPrimitives.Exp<float>(Y, Y);
        TensorPrimitives.LogP1<float>(Y, Y);
        TensorPrimitives.Max<float>(X, 0, Z);
        TensorPrimitives.Add<float>(Y, Z, Y);
    }

    private void Reparameterize()
    {
        TensorPrimitives.Multiply<float>(X, 0.5f, Y);
        TensorPrimitives.Exp<float>(Y, Y);
        TensorPrimitives.MultiplyAdd<float>(Y, Z, Z, Y);
    }
}
