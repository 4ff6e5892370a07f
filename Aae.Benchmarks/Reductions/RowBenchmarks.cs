using System.Numerics.Tensors;
using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Reductions;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Reductions;

/// <summary>A reduction of x [Rows, Columns] whose result has as many numbers, or one for each row.</summary>
public sealed record RowWork(string Function, int Rows, int Columns) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => sizeof(float) * (Function.EndsWith("softmax", StringComparison.Ordinal) ? 2.0 * Rows * Columns : Rows * (Columns + 1.0));

    /// <inheritdoc/>
    public override string ToString() => $"{Function} {Rows}×{Columns}";
}

/// <summary>Softmax, its relatives and the reductions of rows beside TensorPrimitives row by row, on one thread.</summary>
[BenchmarkCategory("Reductions")]
public unsafe class RowBenchmarks
{
    private AlignedBlock _x = null!;
    private AlignedBlock _y = null!;
    private Action _kernel = null!;
    private Action<int> _primitive = null!;
    private int[] _places = null!;

    /// <summary>Every function over the classes of a data set, over rows of a layer's width, and over one long row.</summary>
    public static IEnumerable<RowWork> Works =>
        from function in (string[])["softmax", "log-softmax", "log-sum-exp", "sum", "max", "argmax"]
        from size in ((int Rows, int Columns)[])[(100, 10), (10_000, 10), (100, 1000), (1, 100_000)]
        select new RowWork(function, size.Rows, size.Columns);

    /// <summary>The function and the size.</summary>
    [ParamsSource(nameof(Works))]
    public RowWork Work { get; set; } = null!;

    /// <summary>Fills the input and picks the function.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var (_, rows, columns) = Work;
        _x = new AlignedBlock(rows * columns);
        _y = new AlignedBlock(rows * columns);
        _places = new int[rows];
        var random = new Random(1);
        foreach (ref float value in _x.Span)
        {
            value = 12 * random.NextSingle() - 6;
        }

        WorkerTeam team = WorkerTeam.Single;
        float* x = _x.Pointer;
        float* y = _y.Pointer;
        (_kernel, _primitive) = Work.Function switch
        {
            "softmax" => (() => Softmax.Apply(rows, columns, x, y, team), row => TensorPrimitives.SoftMax(X(row), Y(row))),
            "log-softmax" => (() => LogSoftmax.Apply(rows, columns, x, y, team), LogSoftmaxOf),
            "log-sum-exp" => (() => LogSumExp.OfRows(rows, columns, x, y, team), LogSumExpOf),
            "sum" => (() => Sums.OfRows(rows, columns, x, y, team), row => _y.Span[row] = TensorPrimitives.Sum(X(row))),
            "max" => (() => Maxima.OfRows(rows, columns, x, y, team), row => _y.Span[row] = TensorPrimitives.Max(X(row))),
            _ => ((Action)Places, (Action<int>)(row => _places[row] = TensorPrimitives.IndexOfMax(X(row)))),
        };
        Compilation.Settle(Kernel, Primitives);
    }

    /// <summary>This engine's kernel.</summary>
    [Benchmark]
    public void Kernel() => _kernel();

    /// <summary>TensorPrimitives, or the same result composed from its calls.</summary>
    [Benchmark(Baseline = true)]
    public void Primitives()
    {
        for (int row = 0; row < Work.Rows; row++)
        {
            _primitive(row);
        }
    }

    private ReadOnlySpan<float> X(int row) => _x.Span.Slice(row * Work.Columns, Work.Columns);

    private Span<float> Y(int row) => _y.Span.Slice(row * Work.Columns, Work.Columns);

    private void LogSoftmaxOf(int row)
    {
        TensorPrimitives.SoftMax(X(row), Y(row));
        TensorPrimitives.Log(Y(row), Y(row));
    }

    private void LogSumExpOf(int row)
    {
        float max = TensorPrimitives.Max(X(row));
        TensorPrimitives.Subtract(X(row), max, Y(row));
        TensorPrimitives.Exp<float>(Y(row), Y(row));
        Y(row)[0] = max + MathF.Log(TensorPrimitives.Sum<float>(Y(row)));
    }

    private void Places()
    {
        fixed (int* places = _places)
        {
            Maxima.PlacesInRows(Work.Rows, Work.Columns, _x.Pointer, places, WorkerTeam.Single);
        }
    }
}
