namespace Aae.Kernels.Gemm;

/// <summary>
/// A matrix somewhere in memory: element (i, j) stands at data[i·rowStride + j·columnStride]. A row-major matrix has column
/// stride 1, its transpose has row stride 1.
/// </summary>
internal readonly unsafe struct MatrixView(float* data, int rows, int columns, int rowStride, int columnStride)
{
    /// <summary>A dense row-major matrix.</summary>
    public MatrixView(float* data, int rows, int columns)
        : this(data, rows, columns, columns, 1)
    {
    }

    public float* Data { get; } = data;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride { get; } = rowStride;

    /// <summary>Floats from one column to the next.</summary>
    public int ColumnStride { get; } = columnStride;

    /// <summary>Where element (row, column) stands.</summary>
    public float* At(int row, int column) => Data + (nint)row * RowStride + (nint)column * ColumnStride;

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Data, Columns, Rows, ColumnStride, RowStride);
}
