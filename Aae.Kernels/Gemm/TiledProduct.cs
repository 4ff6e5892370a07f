using Aae.Core.Memory;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>
/// C = f(A·B + bias) in pieces of some rows by some columns. A piece goes over the depth in blocks, over its columns in panels
/// and over its rows in tiles: the panel of B (up to 128 KiB) stays in the second-level cache while the rows of A pass by.
/// </summary>
internal unsafe struct TiledProduct : IParallelWork
{
    /// <summary>The deepest panel; what is deeper is summed block by block.</summary>
    public const int MaxDepth = 1024;

    // Scratch of one thread: a packed panel, the panel's start values, a tile for the ragged edge.
    private const int PanelFloats = MaxDepth * PanelForm.MaxWidth;
    private const int ScratchFloats = PanelFloats + (1 + TileKernel.MaxRows) * PanelForm.MaxWidth;

    [ThreadStatic]
    private static AlignedBlock? _scratch;

    public MatrixView A;
    public MatrixView B;
    public MatrixView C;
    public float* Bias;
    public Activation Activation;
    public bool Accumulate;
    public InstructionSet Set;

    /// <summary>Into how many pieces the rows are cut.</summary>
    public int RowPieces;

    /// <summary>Columns of a piece: a multiple of the widest panel.</summary>
    public int ColumnsPerPiece;

    /// <summary>The number of pieces.</summary>
    public readonly int Pieces => RowPieces * CeilingOf(C.Columns, ColumnsPerPiece);

    /// <summary>Computes one piece; the narrow ones at the right edge come last.</summary>
    public readonly void Execute(int index)
    {
        int rowPiece = index % RowPieces;
        int firstRow = (int)((long)C.Rows * rowPiece / RowPieces);
        int rows = (int)((long)C.Rows * (rowPiece + 1) / RowPieces) - firstRow;
        int firstColumn = index / RowPieces * ColumnsPerPiece;
        int endColumn = Math.Min(C.Columns, firstColumn + ColumnsPerPiece);

        AlignedBlock scratch = _scratch ??= new AlignedBlock(ScratchFloats);
        int blocks = Math.Max(1, CeilingOf(A.Columns, MaxDepth));
        for (int block = 0; block < blocks; block++)
        {
            int firstDepth = (int)((long)A.Columns * block / blocks);
            int depth = (int)((long)A.Columns * (block + 1) / blocks) - firstDepth;
            for (int column = firstColumn; column < endColumn;)
            {
                PanelForm form = PanelForm.Choose(Set, endColumn - column);
                int columns = Math.Min(form.Width, endColumn - column);
                Panel(form, firstRow, rows, column, columns, firstDepth, depth, isLast: block == blocks - 1, scratch.Pointer);
                column += columns;
            }
        }

        GC.KeepAlive(scratch);
        if (Activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh)
        {
            for (int i = firstRow; i < firstRow + rows; i++)
            {
                float* c = C.Data + (nint)i * C.RowStride + firstColumn; // still in the cache
                Activations.Apply(Activation, c, c, endColumn - firstColumn, WorkerTeam.Single, Set);
            }
        }
    }

    private readonly void Panel(
        in PanelForm form, int firstRow, int rows, int column, int columns, int firstDepth, int depth, bool isLast, float* scratch)
    {
        int width = form.Width;
        bool isRagged = columns < width;
        float* startLine = scratch + PanelFloats;
        float* edge = startLine + PanelForm.MaxWidth;
        Tile tile;
        tile.ARowStride = A.RowStride;
        tile.AColumnStride = A.ColumnStride;
        tile.Depth = depth;
        tile.Activation = isLast ? Activation : default;

        tile.Ahead = startLine;
        tile.AheadStride = 0;

        tile.B = B.Data + (nint)firstDepth * B.RowStride + (nint)column * B.ColumnStride;
        tile.BRowStride = B.RowStride;
        if (isRagged || B.ColumnStride != 1)
        {
            if (B.RowStride == 1 && !isRagged)
            {
                form.PackTransposed(tile.B, B.ColumnStride, depth, scratch);
            }
            else
            {
                PanelPacking.Copy(tile.B, B.RowStride, B.ColumnStride, depth, columns, scratch, width);
            }

            tile.B = scratch;
            tile.BRowStride = width;
        }

        bool startsFromC = Accumulate || firstDepth > 0;
        for (int j = 0; j < width; j++)
        {
            startLine[j] = Bias != null && j < columns ? Bias[column + j] : 0;
        }

        int tiles = CeilingOf(rows, form.Rows);
        for (int t = 0; t < tiles; t++)
        {
            // Tiles of nearly equal height: a last tile of one or two rows would wait for its own sums.
            int row = firstRow + rows * t / tiles;
            int height = firstRow + rows * (t + 1) / tiles - row;
            float* c = C.Data + (nint)row * C.RowStride + column;
            tile.A = A.Data + (nint)row * A.RowStride + (nint)firstDepth * A.ColumnStride;
            tile.C = isRagged ? edge : c;
            tile.CRowStride = isRagged ? width : C.RowStride;
            tile.Start = startsFromC ? tile.C : startLine;
            tile.StartRowStride = startsFromC ? tile.CRowStride : 0;
            if (isRagged && startsFromC)
            {
                PanelPacking.Copy(c, C.RowStride, 1, height, columns, edge, width);
            }

            if (t == tiles - 1)
            {
                LookAhead(ref tile, column + width, firstDepth, width);
            }

            form.Multiply(&tile, height);
            if (isRagged)
            {
                for (int i = 0; i < height; i++)
                {
                    new ReadOnlySpan<float>(edge + i * width, columns).CopyTo(new Span<float>(c + (nint)i * C.RowStride, columns));
                }
            }
        }
    }

    /// <summary>
    /// Has a tile fetch the next panel of B. The hardware sees through neither a new page at each row nor the pause between
    /// two panels; without this the first tile of each panel waits for the third-level cache (5 % of the whole product).
    /// </summary>
    private readonly void LookAhead(ref Tile tile, int column, int firstDepth, int width)
    {
        tile.Ahead = B.Data + (nint)firstDepth * B.RowStride + (nint)column * B.ColumnStride;
        if (B.ColumnStride == 1)
        {
            // A row that starts within a line begins with what the present panel has fetched: ask from the last float on.
            tile.Ahead += AlignedBlock.FloatsPerLine - 1;
            tile.AheadStride = B.RowStride;
        }
        else
        {
            tile.AheadStride = width;
        }
    }

    private static int CeilingOf(int count, int size) => (count + size - 1) / size;
}
