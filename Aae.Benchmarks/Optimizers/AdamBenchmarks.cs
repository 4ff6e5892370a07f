using Aae.Benchmarks.Reporting;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Optimizers;

/// <summary>Adam with decay against the speed of memory: it reads w, g, m, v and writes w, m, v.</summary>
[BenchmarkCategory("Optimizers")]
public unsafe class AdamBenchmarks
{
    private AlignedBlock _w = null!;
    private AlignedBlock _g = null!;
    private AlignedBlock _m = null!;
    private AlignedBlock _v = null!;
    private WorkerTeam _team = null!;

    /// <summary>Sizes out of the L2 and out of the L3 cache.</summary>
    public static IEnumerable<UpdateSize> Sizes => [new(1_000_000, 7), new(8_000_000, 7)];

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
        _m = UpdateState.Fill(Size, 2);
        _v = UpdateState.Fill(Size, 3);
        Compilation.Settle(Copy, Update);
    }

    /// <summary>The measure.</summary>
    [Benchmark(Baseline = true, Description = "copy loop")]
    public void Copy() => CopyLoop.Run(_g, _m, _v, _w, _team);

    /// <summary>The update.</summary>
    [Benchmark(Description = "Adam")]
    public void Update() =>
        AdamKernel.Update(
            _w.Pointer, _g.Pointer, _m.Pointer, _v.Pointer, Size.Parameters, 1e-6, 0.9, 0.999, 1e-8, 0.1, 0.001, 1e-4, 1, _team);
}
