using System.Runtime.CompilerServices;
using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Convolution;

/// <summary>
/// dw = P(x)ᵀ·dy, cut over rows of the weights as a matrix [patch, filters]; where these are few, the positions are cut into
/// slices too, whose sums are added in order. Both cuts follow from the shape alone.
/// </summary>
internal readonly unsafe struct WeightGradientKernel : IRangeKernel
{
    /// <summary>Pieces that are wanted, for threads to share.</summary>
    private const int WantedPieces = 16;

    /// <summary>Positions of a block: the depth of the product.</summary>
    private const int BlockPositions = 512;

    /// <summary>A multiple of every tile's height; fewer rows leave the product's registers unused.</summary>
    private const int Tiles = 24;

    [ThreadStatic]
    private static AlignedBlock? _scratch;

    private readonly ConvolutionShape _shape;
    private readonly float* _x;
    private readonly float* _dy;
    private readonly float* _sums;
    private readonly int _rowsPerPiece;
    private readonly int _rowPieces;

    /// <summary>Cuts the work.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="x">Its input.</param>
    /// <param name="dy">The gradient by its output.</param>
    /// <param name="sums">[slices, patch, filters] to write to. Null until the number of slices is known.</param>
    public WeightGradientKernel(ConvolutionShape shape, float* x, float* dy, float* sums)
    {
        _shape = shape;
        _x = x;
        _dy = dy;
        _sums = sums;
        int wanted = (shape.PatchSize / WantedPieces + Tiles - 1) / Tiles * Tiles;
        _rowsPerPiece = Math.Clamp(wanted, 2 * Tiles, 8 * Tiles);
        _rowPieces = (shape.PatchSize + _rowsPerPiece - 1) / _rowsPerPiece;
        int blocks = Math.Max(1, (shape.Positions + BlockPositions - 1) / BlockPositions);
        Slices = Math.Clamp(WantedPieces / _rowPieces, 1, blocks);
    }

    /// <summary>Slices of the positions.</summary>
    public int Slices { get; }

    /// <summary>Pieces of the work.</summary>
    public int Pieces => _rowPieces * Slices;

    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        float* patches = Scratch.Require(ref _scratch, BlockPositions * Scratch.Stride(_rowsPerPiece));
        for (long piece = start; piece < start + count; piece++)
        {
            (int slice, int position, int end, int row, int rows) = Range(piece);
            float* sums = _sums + (nint)slice * _shape.PatchSize * _shape.Filters;
            for (int first = position; first < end || first == position; first += BlockPositions)
            {
                int some = Math.Min(BlockPositions, end - first);
                Patches.Gather<V>(_shape, _x, first, some, row, rows, patches);
                MatrixProduct.Multiply(
                    new MatrixView(patches, some, rows, Scratch.Stride(rows), 1).Transposed,
                    new(_dy + (nint)first * _shape.Filters, some, _shape.Filters),
                    new(sums + (nint)row * _shape.Filters, rows, _shape.Filters),
                    WorkerTeam.Single,
                    accumulate: first > position);
            }
        }
    }

    public void RunReference(long start, int count)
    {
        for (long piece = start; piece < start + count; piece++)
        {
            (int slice, int position, int end, int row, int rows) = Range(piece);
            float* sums = _sums + (nint)slice * _shape.PatchSize * _shape.Filters;
            ReferenceConvolution.WeightGradient(_shape, _x, _dy, sums, position, end - position, row, rows);
        }
    }

    private (int Slice, int Position, int End, int Row, int Rows) Range(long piece)
    {
        int slice = (int)(piece / _rowPieces);
        int row = (int)(piece % _rowPieces) * _rowsPerPiece;
        return (
            slice,
            (int)((long)_shape.Positions * slice / Slices),
            (int)((long)_shape.Positions * (slice + 1) / Slices),
            row,
            Math.Min(_rowsPerPiece, _shape.PatchSize - row));
    }
}

/// <summary>Adds the slices [slices, count] to target [count], in their order.</summary>
internal readonly unsafe struct SliceSum(float* sums, int slices, int count, float* target) : IElementKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<V, L>(long i, L lanes)
        where V : unmanaged, ISimd<V>
        where L : unmanaged, ILanes
    {
        var sum = lanes.Load<V>(sums + i);
        for (int slice = 1; slice < slices; slice++)
        {
            sum += lanes.Load<V>(sums + (nint)slice * count + i);
        }

        lanes.Store(target + i, sum);
    }

    public void Reference(long i)
    {
        float sum = sums[i];
        for (int slice = 1; slice < slices; slice++)
        {
            sum += sums[(nint)slice * count + i];
        }

        target[i] = sum;
    }
}
