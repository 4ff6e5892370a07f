using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Convolution;

/// <summary>
/// dx = a(Pᵀ(dy·wᵀ) + bias): the gradient by the input, and the transposed convolution. Cut over rows of the images: into
/// groups of images, or into bands of rows where there are few images.
/// </summary>
internal readonly unsafe struct AdjointKernel : IRangeKernel
{
    /// <summary>Pieces that are wanted, for threads to share.</summary>
    private const int WantedPieces = 8;

    [ThreadStatic]
    private static AlignedBlock? _scratch;

    private readonly ConvolutionShape _shape;
    private readonly float* _dy;
    private readonly float* _w;
    private readonly float* _bias;
    private readonly Activation _activation;
    private readonly float* _dx;
    private readonly int _blockLines;
    private readonly int _imagesPerPiece;
    private readonly int _bandsPerImage;

    public AdjointKernel(ConvolutionShape shape, float* dy, float* w, float* bias, Activation activation, float* dx)
    {
        _shape = shape;
        _dy = dy;
        _w = w;
        _bias = bias;
        _activation = activation;
        _dx = dx;
        int positions = Patches.BlockPositions(shape);
        _blockLines = Math.Max(1, positions / shape.Columns.Output);
        _imagesPerPiece = Math.Clamp(positions / shape.ImagePositions, 1, Math.Max(1, shape.Batch / WantedPieces));
        _bandsPerImage = shape.Batch is 0 or >= WantedPieces
            ? 1
            : Math.Clamp(WantedPieces / shape.Batch, 1, Math.Min(shape.Rows.Size, Math.Max(1, shape.ImagePositions / positions)));
    }

    /// <summary>Pieces of dx.</summary>
    public int Pieces => _bandsPerImage * ((_shape.Batch + _imagesPerPiece - 1) / _imagesPerPiece);

    public void Run<V>(long start, int count)
        where V : unmanaged, ISimd<V>
    {
        for (long piece = start; piece < start + count; piece++)
        {
            (int image, int images, int firstRow, int endRow) = Range(piece);
            nint offset = ((nint)image * _shape.Rows.Size + firstRow) * _shape.RowSize;
            int places = images * (endRow - firstRow) * _shape.Columns.Size;
            Fill(_dx + offset, places);
            if (_bandsPerImage == 1)
            {
                int endLine = (image + images) * _shape.Rows.Output;
                for (int line = image * _shape.Rows.Output; line < endLine; line += _blockLines)
                {
                    Add<V>(line, Math.Min(_blockLines, endLine - line), 0, _shape.Rows.Kernel, 0, _shape.Rows.Size);
                }
            }
            else
            {
                AddBand<V>(image, firstRow, endRow);
            }

            Activations.Apply(_activation, _dx + offset, _dx + offset, (long)places * _shape.Channels, WorkerTeam.Single);
        }
    }

    public void RunReference(long start, int count)
    {
        for (long piece = start; piece < start + count; piece++)
        {
            (int image, int images, int firstRow, int endRow) = Range(piece);
            int row = image * _shape.Rows.Size + firstRow;
            ReferenceConvolution.InputGradient(_shape, _dy, _w, _bias, _activation, _dx, row, images * (endRow - firstRow));
        }
    }

    private (int Image, int Images, int FirstRow, int EndRow) Range(long piece)
    {
        int image = (int)(piece / _bandsPerImage) * _imagesPerPiece;
        int band = (int)(piece % _bandsPerImage);
        return (
            image,
            Math.Min(_imagesPerPiece, _shape.Batch - image),
            (int)((long)_shape.Rows.Size * band / _bandsPerImage),
            (int)((long)_shape.Rows.Size * (band + 1) / _bandsPerImage));
    }

    /// <summary>What the sums start from.</summary>
    private void Fill(float* target, int places)
    {
        if (_bias == null)
        {
            new Span<float>(target, places * _shape.Channels).Clear();
            return;
        }

        var bias = new ReadOnlySpan<float>(_bias, _shape.Channels);
        for (int i = 0; i < places; i++)
        {
            bias.CopyTo(new Span<float>(target + (nint)i * _shape.Channels, _shape.Channels));
        }
    }

    /// <summary>
    /// Adds to a band of one image all that reaches it. At the band's edges only some rows of the kernel do: the others are
    /// left out of the product, so bands cost no more arithmetic than the whole image.
    /// </summary>
    private void AddBand<V>(int image, int firstRow, int endRow)
        where V : unmanaged, ISimd<V>
    {
        ConvolutionAxis rows = _shape.Rows;
        int line = Math.Max(0, CeilingOf((long)firstRow + rows.Before - rows.Kernel + 1, rows.Stride));
        int endLine = (int)Math.Min(rows.Output, ((long)endRow - 1 + rows.Before) / rows.Stride + 1);
        while (line < endLine)
        {
            (int firstTap, int endTap) = Taps(line);
            int lines = 1;
            while (lines < _blockLines && line + lines < endLine && Taps(line + lines) == (firstTap, endTap))
            {
                lines++;
            }

            Add<V>(image * rows.Output + line, lines, firstTap, endTap, firstRow, endRow);
            line += lines;
        }

        (int First, int End) Taps(int outputRow)
        {
            long top = (long)outputRow * rows.Stride - rows.Before;
            return ((int)Math.Max(0, firstRow - top), (int)Math.Min(rows.Kernel, endRow - top));
        }
    }

    /// <summary>Multiplies some lines of dy [lines · output width, filters] with rows of the kernel, and adds what comes out.</summary>
    private void Add<V>(int line, int lines, int firstTap, int endTap, int firstRow, int endRow)
        where V : unmanaged, ISimd<V>
    {
        int column = firstTap * _shape.RunSize;
        int columns = (endTap - firstTap) * _shape.RunSize;
        int positions = lines * _shape.Columns.Output;
        float* patches = Scratch.Require(ref _scratch, (long)_blockLines * _shape.Columns.Output * Scratch.Stride(_shape.PatchSize));
        MatrixProduct.Multiply(
            new(_dy + (nint)line * _shape.Columns.Output * _shape.Filters, positions, _shape.Filters),
            new MatrixView(_w + (nint)column * _shape.Filters, columns, _shape.Filters).Transposed,
            new(patches, positions, columns, Scratch.Stride(columns), 1),
            WorkerTeam.Single);
        Patches.Scatter<V>(_shape, patches, line, lines, column, columns, _dx, firstRow, endRow);
    }

    private static int CeilingOf(long count, int size) => count <= 0 ? 0 : (int)((count + size - 1) / size);
}
