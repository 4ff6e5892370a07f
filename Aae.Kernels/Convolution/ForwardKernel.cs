using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Convolution;

/// <summary>y = a(P(x)·w + bias), a block of positions at a time.</summary>
internal readonly unsafe struct ForwardKernel(
    ConvolutionShape shape, float* x, float* w, float* bias, Activation activation, float* y) : IRangeKernel
{
    [ThreadStatic]
    private static AlignedBlock? _scratch;

    private readonly ConvolutionShape _shape = shape;
    private readonly int _blockPositions = Patches.BlockPositions(shape);

    /// <summary>Blocks of positions.</summary>
    public int Blocks => (int)(((long)_shape.Positions + _blockPositions - 1) / _blockPositions);

    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        int patchSize = _shape.PatchSize;
        float* patches = Scratch.Require(ref _scratch, (long)_blockPositions * Scratch.Stride(patchSize));
        for (long block = start; block < start + count; block++)
        {
            (int position, int some) = Range(block);
            Patches.Gather<V>(_shape, x, position, some, 0, patchSize, patches);
            MatrixProduct.Multiply(
                new(patches, some, patchSize, Scratch.Stride(patchSize), 1),
                new(w, patchSize, _shape.Filters),
                new(y + (nint)position * _shape.Filters, some, _shape.Filters),
                WorkerTeam.Single,
                bias,
                activation);
        }
    }

    public void RunReference(long start, int count)
    {
        for (long block = start; block < start + count; block++)
        {
            (int position, int some) = Range(block);
            ReferenceConvolution.Forward(_shape, x, w, bias, activation, y, position, some);
        }
    }

    private (int Position, int Count) Range(long block)
    {
        int position = (int)(block * _blockPositions);
        return (position, Math.Min(_blockPositions, _shape.Positions - position));
    }
}
