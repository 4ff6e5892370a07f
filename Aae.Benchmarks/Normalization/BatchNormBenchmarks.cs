using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Losses;
using Aae.Kernels.Normalization;
using Aae.Kernels.Reductions;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Normalization;

/// <summary>The passes of batch normalization.</summary>
public enum BatchPass
{
    /// <summary>No batch normalization but a plain loop, c·(x − dy), as the yardstick: three arrays.</summary>
    Loop,

    /// <summary>Mean, variance and 1/√(variance + ε): one array.</summary>
    Statistics,

    /// <summary>y = γ·x̂ + β: two arrays.</summary>
    Normalize,

    /// <summary>∂γ and ∂β: two arrays.</summary>
    ParameterGradients,

    /// <summary>∂x: three arrays.</summary>
    InputGradient,

    /// <summary>Sums over rows, as a bias gradient is: one array.</summary>
    ColumnSums,
}

/// <summary>A pass over a batch [Rows, Columns].</summary>
public sealed record BatchPassSize(BatchPass Pass, int Rows, int Columns) : IMemoryWork
{
    /// <inheritdoc/>
    public double Bytes => (double)sizeof(float) * Rows * Columns * Pass switch
    {
        BatchPass.Statistics or BatchPass.ColumnSums => 1,
        BatchPass.Normalize or BatchPass.ParameterGradients => 2,
        _ => 3,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        string name = Pass switch
        {
            BatchPass.ParameterGradients => "∂γ, ∂β",
            BatchPass.InputGradient => "∂x",
            BatchPass.ColumnSums => "column sums",
            _ => Pass.ToString().ToLowerInvariant(),
        };
        return $"{name} {Rows}×{Columns}";
    }
}

/// <summary>Batch normalization at the sizes of dense layers and of convolutions' channels.</summary>
[BenchmarkCategory("Normalization")]
public unsafe class BatchNormBenchmarks
{
    private AlignedBlock _x = null!;
    private AlignedBlock _dy = null!;
    private AlignedBlock _y = null!;
    private AlignedBlock _columns = null!;
    private WorkerTeam _team = null!;

    /// <summary>Every pass at every size.</summary>
    public static IEnumerable<BatchPassSize> Sizes =>
        from size in ((int Rows, int Columns)[])[(100, 1000), (100, 3000), (4900, 128), (19600, 64)]
        from pass in Enum.GetValues<BatchPass>()
        select new BatchPassSize(pass, size.Rows, size.Columns);

    /// <summary>The pass and its size.</summary>
    [ParamsSource(nameof(Sizes))]
    public BatchPassSize Size { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills the arrays.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        int count = Size.Rows * Size.Columns;
        (_x, _dy, _y, _columns) = (Fill(count, 1), Fill(count, 2), new(count), Fill(7 * Size.Columns, 3));
        Compilation.Settle(Run);
    }

    /// <summary>Runs the pass.</summary>
    [Benchmark]
    public void Run()
    {
        (BatchPass pass, int rows, int columns) = Size;
        float* mean = Column(0), variance = Column(1), inverse = Column(2), gamma = Column(3), beta = Column(4);
        float* gammaGradient = Column(5), betaGradient = Column(6);
        switch (pass)
        {
            case BatchPass.Loop:
                HalfSquaredError.Gradient(_x.Pointer, _dy.Pointer, 0.5f, _y.Pointer, rows * columns, _team);
                break;
            case BatchPass.Statistics:
                BatchNorm.Statistics(rows, columns, _x.Pointer, 1e-5f, mean, variance, inverse, _team);
                break;
            case BatchPass.Normalize:
                BatchNorm.Normalize(rows, columns, _x.Pointer, mean, inverse, gamma, beta, _y.Pointer, _team);
                break;
            case BatchPass.ParameterGradients:
                BatchNorm.ParameterGradients(rows, columns, _x.Pointer, _dy.Pointer, mean, inverse, gammaGradient, betaGradient, _team);
                break;
            case BatchPass.InputGradient:
                BatchNorm.InputGradient(
                    rows, columns, _x.Pointer, _dy.Pointer, mean, inverse, gamma, gammaGradient, betaGradient, _y.Pointer, _team);
                break;
            case BatchPass.ColumnSums:
                Sums.OfColumns(rows, columns, _x.Pointer, betaGradient, _team);
                break;
        }
    }

    private float* Column(int index) => _columns.Pointer + (nint)index * Size.Columns;

    private static AlignedBlock Fill(int count, int seed)
    {
        var block = new AlignedBlock(count);
        var random = new Random(seed);
        foreach (ref float value in block.Span)
        {
            value = random.NextSingle() + 0.5f;
        }

        return block;
    }
}
