using System.Numerics.Tensors;
using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Losses;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Losses;

/// <summary>A loss of x and t [Rows, Columns]: its value, or its gradient, which is written.</summary>
public sealed record LossWork(string Loss, bool Gradient, int Rows, int Columns) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => (Gradient && Loss != "Gaussian divergence" ? 3.0 : 2.0) * sizeof(float) * Rows * Columns; // that one's gradient reads x alone

    /// <inheritdoc/>
    public override string ToString() => $"{Loss}{(Gradient ? " gradient" : "")} {Rows}×{Columns}";
}

/// <summary>The fused losses beside the same results composed from TensorPrimitives' calls, on one thread.</summary>
[BenchmarkCategory("Losses")]
public unsafe class LossBenchmarks
{
    private const float Scale = 0.5f;

    private AlignedBlock _x = null!;
    private AlignedBlock _t = null!;
    private AlignedBlock _y = null!;
    private AlignedBlock _z = null!;
    private Func<double> _kernel = null!;
    private Func<double> _primitives = null!;

    /// <summary>Each loss and its gradient for a batch of 100: over classes, and over the pixels of an image.</summary>
    public static IEnumerable<LossWork> Works =>
        from loss in (string[])["half squared error", "binary cross-entropy", "softmax cross-entropy", "Gaussian divergence"]
        from gradient in (bool[])[false, true]
        from columns in (int[])[10, 784]
        select new LossWork(loss, gradient, 100, columns);

    /// <summary>The loss and the size.</summary>
    [ParamsSource(nameof(Works))]
    public LossWork Work { get; set; } = null!;

    private Span<float> X => _x.Span;

    private Span<float> T => _t.Span;

    private Span<float> Y => _y.Span;

    private Span<float> Z => _z.Span;

    /// <summary>Fills the inputs and picks the loss.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var (_, _, rows, columns) = Work;
        int n = rows * columns;
        (_x, _t, _y, _z) = (new AlignedBlock(n), new AlignedBlock(n), new AlignedBlock(n), new AlignedBlock(n));
        var random = new Random(1);
        for (int i = 0; i < n; i++)
        {
            X[i] = 12 * random.NextSingle() - 6;
            T[i] = random.NextSingle();
        }

        float* x = _x.Pointer;
        float* t = _t.Pointer;
        float* y = _y.Pointer;
        WorkerTeam team = WorkerTeam.Single;
        (_kernel, _primitives) = (Work.Loss, Work.Gradient) switch
        {
            ("half squared error", false) => (() => HalfSquaredError.Value(x, t, n, team), () => 0.5 * Math.Pow(TensorPrimitives.Distance<float>(X, T), 2)),
            ("half squared error", true) => (Of(() => HalfSquaredError.Gradient(x, t, Scale, y, n, team)), Of(SquaredErrorGradient)),
            ("binary cross-entropy", false) => (() => BinaryCrossEntropy.Value(x, t, n, team), BinaryCrossEntropyValue),
            ("binary cross-entropy", true) => (Of(() => BinaryCrossEntropy.Gradient(x, t, Scale, y, n, team)), Of(BinaryCrossEntropyGradient)),
            // x is the logarithm of the variance, t the mean
            ("Gaussian divergence", false) => (() => GaussianDivergence.Value(t, x, 1, n, team), GaussianDivergenceValue),
            ("Gaussian divergence", true) => (Of(() => GaussianDivergence.LogVarianceGradient(x, 1, Scale, y, n, team)), Of(GaussianDivergenceGradient)),
            (_, false) => (() => SoftmaxCrossEntropy.Value(x, t, rows, columns, team), SoftmaxCrossEntropyValue),
            _ => (Of(() => SoftmaxCrossEntropy.Gradient(x, t, Scale, y, rows, columns, team)), (Func<double>)Of(SoftmaxCrossEntropyGradient)),
        };
        Compilation.Settle(() => Kernel(), () => Primitives());
    }

    /// <summary>This engine's kernel.</summary>
    [Benchmark]
    public double Kernel() => _kernel();

    /// <summary>The same result composed from TensorPrimitives' calls.</summary>
    [Benchmark(Baseline = true)]
    public double Primitives() => _primitives();

    private static Func<double> Of(Action action) => () =>
    {
        action();
        return 0;
    };

    private void SquaredErrorGradient()
    {
        TensorPrimitives.Subtract<float>(X, T, Y);
        TensorPrimitives.Multiply<float>(Y, Scale, Y);
    }

    private double BinaryCrossEntropyValue()
    {
        // Σ max(x, 0) + log(1 + e^−|x|) − x·t
        TensorPrimitives.Abs<float>(X, Y);
        TensorPrimitives.Negate<float>(Y, Y);
        TensorPrimitives.Exp<float>(Y, Y);
        TensorPrimitives.LogP1<float>(Y, Y);
        TensorPrimitives.Max<float>(X, 0, Z);
        TensorPrimitives.Add<float>(Y, Z, Y);
        return TensorPrimitives.Sum<float>(Y) - TensorPrimitives.Dot<float>(X, T);
    }

    private void BinaryCrossEntropyGradient()
    {
        TensorPrimitives.Sigmoid<float>(X, Y);
        TensorPrimitives.Subtract<float>(Y, T, Y);
        TensorPrimitives.Multiply<float>(Y, Scale, Y);
    }

    // ½·Σ t² + eˣ − 1 − x
    private double GaussianDivergenceValue()
    {
        TensorPrimitives.Exp<float>(X, Y);
        return 0.5 * (TensorPrimitives.SumOfSquares<float>(T) + TensorPrimitives.Sum<float>(Y) - X.Length - TensorPrimitives.Sum<float>(X));
    }

    private void GaussianDivergenceGradient()
    {
        TensorPrimitives.Exp<float>(X, Y);
        TensorPrimitives.Subtract<float>(Y, 1, Y);
        TensorPrimitives.Multiply<float>(Y, Scale / 2, Y);
    }

    private double SoftmaxCrossEntropyValue()
    {
        double value = 0;
        for (int i = 0; i < X.Length; i += Work.Columns)
        {
            ReadOnlySpan<float> x = X.Slice(i, Work.Columns);
            ReadOnlySpan<float> t = T.Slice(i, Work.Columns);
            Span<float> y = Y.Slice(i, Work.Columns);
            float max = TensorPrimitives.Max(x);
            TensorPrimitives.Subtract(x, max, y);
            TensorPrimitives.Exp<float>(y, y);
            float logSum = max + MathF.Log(TensorPrimitives.Sum<float>(y));
            value += TensorPrimitives.Sum(t) * logSum - TensorPrimitives.Dot(x, t);
        }

        return value;
    }

    private void SoftmaxCrossEntropyGradient()
    {
        for (int i = 0; i < X.Length; i += Work.Columns)
        {
            ReadOnlySpan<float> t = T.Slice(i, Work.Columns);
            Span<float> y = Y.Slice(i, Work.Columns);
            TensorPrimitives.SoftMax(X.Slice(i, Work.Columns), y);
            TensorPrimitives.Multiply(y, TensorPrimitives.Sum(t), y);
            TensorPrimitives.Subtract(y, t, y);
            TensorPrimitives.Multiply(y, Scale, y);
        }
    }
}
