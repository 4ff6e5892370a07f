using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>
/// Reads an npy array from its first row to its last, with no more of it in memory than is asked for, so that it may have more rows
/// than a tensor; of an array in Fortran order, whose rows lie scattered, the whole is. The kinds of arrays are those of
/// <see cref="Npy.Read"/>.
/// </summary>
internal sealed class NpyRows
{
    private readonly InputFile _file;
    private readonly NpyHeader _header;
    private readonly Tensor? _whole;
    private long _next; // element

    private NpyRows(InputFile file, NpyHeader header)
    {
        _file = file;
        _header = header;
        RowSize = file.ShapeOf([1, .. header.Sizes.Skip(1)], "a row: ", header.SizesAt).Count;
        _whole = header.FortranOrder ? Npy.Read(file.Path) : null;
    }

    /// <summary>The number of rows; 1 of an array without axes.</summary>
    public long Count => _header.Sizes is [var rows, ..] ? rows : 1;

    /// <summary>The number of elements of a row.</summary>
    public int RowSize { get; }

    /// <summary>The sizes of the axes.</summary>
    public IReadOnlyList<long> Sizes => _header.Sizes;

    /// <summary>As in "[60000, 28, 28]".</summary>
    public string SizesText => _header.SizesText;

    /// <summary>Opens a file, which is closed when its last row is read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is missing, truncated, corrupt, or has rows of more elements than a tensor.</exception>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static NpyRows Open(string path)
    {
        var file = InputFile.Open(path);
        try
        {
            return new NpyRows(file, Npy.ReadHeader(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next elements.</summary>
    /// <param name="destination">As many as are wanted, of no more rows than are left.</param>
    public void Read(Span<float> destination)
    {
        if (_whole is not null)
        {
            _whole.Span.Slice((int)_next, destination.Length).CopyTo(destination);
        }
        else
        {
            Elements.Read(_file, _header.Type, _header.BigEndian, destination);
        }

        _next += destination.Length;
        if (_next == Count * RowSize)
        {
            _file.Dispose();
        }
    }
}
