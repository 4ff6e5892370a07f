using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Optimizers;

/// <summary>SGD with momentum and decay against the speed of memory: it reads w, g, v and writes w, v.</summary>
[BenchmarkCategory("Optimizers")]
public unsafe class SgdBenchmarks
{
    private AlignedBlock _w = null!;
    private AlignedBlock _g = null!;
    private AlignedBlock _v = null!;
    private WorkerTeam _team = null!;

    /// <summary>Sizes out of the L2 and out of the L3 cache.</summary>
    public static IEnumerable<UpdateSize> Sizes => [new(1_000_000, 5), new(8_000_000, 5)];

    /// <summary>The number of parameters.</summary>
    [ParamsSource(nameof(Sizes))]
    public UpdateSize Size { get; set; } = null!;

    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills the arrays.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _w = UpdateState.Fill(Size, 0);
        _g = UpdateState.Fill(Size, 1);
        _v = UpdateState.Fill(Size, 2);
        Compilation.Settle(Copy, Update);
    }

    /// <summary>The measure.</summary>
    [Benchmark(Baseline = true, Description = "copy loop")]
    public void Copy() => CopyLoop.Run(_g, _v, _w, _team);

    /// <summary>The update.</summary>
    [Benchmark(Description = "SGD")]
    public void Update() =>
        SgdKernel.Update(_w.Pointer, _g.Pointer, _v.Pointer, Size.Parameters, 1e-6f, 0.9f, 1e-4f, 1, _team);
}
