using Aae.Core.Threading;
using Aae.Kernels.Convolution;
using Aae.Kernels.Elementwise;
using Aae.Tests.Kernels.Gemm;
using Aae.Tests.Kernels.Simd;

namespace Aae.Tests.Kernels.Convolution;

/// <summary>The tensors of one convolution in guarded memory: what is read ends at a page that nobody may touch.</summary>
internal sealed unsafe class ConvolutionCase : IDisposable
{
    private readonly GuardedBuffer _xMemory;
    private readonly GuardedBuffer _wMemory;
    private readonly GuardedBuffer _dyMemory;

    public ConvolutionCase(ConvolutionShape shape, int seed = 1)
    {
        Shape = shape;
        int inputs = shape.Batch * shape.Rows.Size * shape.RowSize;
        int weights = shape.PatchSize * shape.Filters;
        int outputs = shape.Positions * shape.Filters;
        (_xMemory, _wMemory, _dyMemory) = (new(inputs), new(weights), new(outputs));
        X = _xMemory.Place(inputs);
        W = _wMemory.Place(weights);
        Dy = _dyMemory.Place(outputs);
        (XCount, WCount, YCount) = (inputs, weights, outputs);
        Kernel.Fill(new(X, inputs), seed, -1, 1);
        Kernel.Fill(new(W, weights), seed + 1, -1, 1);
        Kernel.Fill(new(Dy, outputs), seed + 2, -1, 1);
    }

    public ConvolutionShape Shape { get; }

    public float* X { get; }

    public float* W { get; }

    public float* Dy { get; }

    public int XCount { get; }

    public int WCount { get; }

    public int YCount { get; }

    public Span<float> XSpan => new(X, XCount);

    public Span<float> WSpan => new(W, WCount);

    public Span<float> DySpan => new(Dy, YCount);

    public void Dispose()
    {
        _xMemory.Dispose();
        _wMemory.Dispose();
        _dyMemory.Dispose();
    }

    public float[] Forward(WorkerTeam team, float[]? bias = null, Activation activation = default)
    {
        using var y = new Guarded(YCount);
        fixed (float* b = bias)
        {
            Convolution2D.Forward(Shape, X, W, b, activation, y.Pointer, team);
        }

        return Result(y);
    }

    public float[] InputGradient(WorkerTeam team)
    {
        using var dx = new Guarded(XCount);
        Convolution2D.InputGradient(Shape, Dy, W, dx.Pointer, team);
        return Result(dx);
    }

    public float[] WeightGradient(WorkerTeam team)
    {
        using var dw = new Guarded(WCount);
        Convolution2D.WeightGradient(Shape, X, Dy, dw.Pointer, team);
        return Result(dw);
    }

    /// <summary>The transposed convolution of dy.</summary>
    public float[] Transposed(WorkerTeam team, float[]? bias = null, Activation activation = default)
    {
        using var y = new Guarded(XCount);
        fixed (float* b = bias)
        {
            TransposedConvolution2D.Forward(Shape, Dy, W, b, activation, y.Pointer, team);
        }

        return Result(y);
    }

    /// <summary>Σ dy over all positions.</summary>
    public float[] BiasGradient(WorkerTeam team)
    {
        using var db = new Guarded(Shape.Filters);
        Convolution2D.BiasGradient(Shape, Dy, db.Pointer, team);
        return Result(db);
    }

    /// <summary>Σ x over all places: the bias gradient of the transposed convolution.</summary>
    public float[] TransposedBiasGradient(WorkerTeam team)
    {
        using var db = new Guarded(Shape.Channels);
        TransposedConvolution2D.BiasGradient(Shape, X, db.Pointer, team);
        return Result(db);
    }

    public float[] ReferenceForward(float[]? bias = null, Activation activation = default)
    {
        float[] y = new float[YCount];
        fixed (float* b = bias, target = y)
        {
            ReferenceConvolution.Forward(Shape, X, W, b, activation, target, 0, Shape.Positions);
        }

        return y;
    }

    public float[] ReferenceInputGradient(float[]? bias = null, Activation activation = default)
    {
        float[] dx = new float[XCount];
        fixed (float* b = bias, target = dx)
        {
            ReferenceConvolution.InputGradient(Shape, Dy, W, b, activation, target, 0, Shape.Batch * Shape.Rows.Size);
        }

        return dx;
    }

    public float[] ReferenceWeightGradient()
    {
        float[] dw = new float[WCount];
        fixed (float* target = dw)
        {
            ReferenceConvolution.WeightGradient(Shape, X, Dy, target, 0, Shape.Positions, 0, Shape.PatchSize);
        }

        return dw;
    }

    /// <summary>Fails unless two results are as close as sums of so many products, each up to 1, can be in floats.</summary>
    public void RequireNear(string what, float[] expected, float[] actual, int products)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), what);
        // The sums grow like √products, and each addition rounds what there is so far.
        float tolerance = 3e-7f * (2 + MathF.Pow(products, 0.75f));
        int at = Kernel.FirstDifference(expected, actual, Kernel.Within(0, tolerance));
        if (at >= 0)
        {
            Assert.Fail($"{what} of {Shape}: [{at}] is {actual[at]:R}, not {expected[at]:R}");
        }
    }

    private static float[] Result(Guarded memory)
    {
        Assert.That(memory.GuardsAreWhole, "written outside");
        return memory.Span.ToArray();
    }
}
