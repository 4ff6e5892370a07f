using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Aae.Benchmarks.Reporting;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using BenchmarkDotNet.Attributes;

namespace Aae.Benchmarks.Data;

/// <summary>Minibatches of a shuffled set of 60 000 images, which no cache holds, from bytes to floats.</summary>
[BenchmarkCategory("Data")]
public class GatherBenchmarks
{
    private const int Count = 60_000;

    private byte[] _bytes = null!;
    private ImageSet _set = null!;
    private int[] _order = null!;
    private Tensor _images = null!;
    private int _at;

    /// <summary>The minibatches of training and of evaluation.</summary>
    public static IEnumerable<GatherSize> Sizes => [new(100), new(1000)];

    /// <summary>Images of a minibatch.</summary>
    [ParamsSource(nameof(Sizes))]
    public GatherSize Batch { get; set; } = null!;

    private ReadOnlySpan<int> Next
    {
        get
        {
            int start = _at;
            _at = (start + Batch.Images) % Count;
            return _order.AsSpan(start, Batch.Images);
        }
    }

    /// <summary>Makes the set.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[Count * GatherSize.Pixels];
        new System.Random(1).NextBytes(_bytes);
        _set = new ImageSet("set", 28, 28, 1, _bytes);
        _order = new int[Count];
        new RandomStream(1, 1).Permutation(_order, step: 0);
        _images = new Tensor(new Shape(Batch.Images, GatherSize.Pixels));
        Compilation.Settle(Copy, Gather, Scalar);
    }

    /// <summary>The measure: a loop that moves the same bytes and computes nothing.</summary>
    [Benchmark(Baseline = true, Description = "copy loop")]
    public void Copy()
    {
        ref byte target = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(_images.Span));
        foreach (int image in Next)
        {
            ref byte source = ref _bytes[image * GatherSize.Pixels];
            for (nuint i = 0; i < GatherSize.Pixels; i += 16)
            {
                Vector128<byte> pixels = Vector128.LoadUnsafe(ref source, i);
                Vector512.Create(Vector256.Create(pixels, pixels), Vector256.Create(pixels, pixels)).StoreUnsafe(ref target, 4 * i);
            }

            target = ref Unsafe.Add(ref target, 4 * GatherSize.Pixels);
        }
    }

    /// <summary>Images as floats in [0, 1].</summary>
    [Benchmark(Description = "Gather")]
    public void Gather() => _set.Gather(Next, _images);

    /// <summary>The conversion's reference, one pixel after the other.</summary>
    [Benchmark(Description = "scalar")]
    public void Scalar()
    {
        Span<float> target = _images.Span;
        foreach (int image in Next)
        {
            UnitScale.Reference(_set.Image(image), target);
            target = target[GatherSize.Pixels..];
        }
    }
}
