using System.Globalization;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Evaluation;

/// <summary>Samples in an .npy file, read in its order, as often as need be. Numbers outside [0, 1] are refused when they are met.</summary>
internal sealed class FileSamples : SampleSource
{
    private readonly ImageLayout? _layout; // null for rows of numbers
    private NpyRows _rows;
    private Tensor? _block; // made when it is known that the samples are of the images' size
    private long _next;

    public FileSamples(string path)
        : this(path, NpyRows.Open(path))
    {
    }

    private FileSamples(string path, NpyRows rows)
        : base(path, Checked(path, rows).Count, rows.RowSize)
    {
        _rows = rows;
        _layout = LayoutOf(rows);
    }

    /// <inheritdoc/>
    internal override ImageShape? Size => _layout is { } layout ? new(layout.Height, layout.Width, layout.Channels) : null;

    /// <inheritdoc/>
    public override Tensor Read(long first, int rows)
    {
        if (first == 0 && _next > 0)
        {
            (_rows, _next) = (NpyRows.Open(Name), 0);
        }

        if (first != _next)
        {
            throw new InvalidOperationException($"{Name}: samples are read in their order or from the beginning, {_next} next, not {first}");
        }

        _block ??= new Tensor(new Shape((int)Math.Min(BlockRows, Count), Dimensions));
        Tensor block = _block.Rows(0, rows);
        _rows.Read(block.Span);
        int wrong = IndexOutside(block.Span);
        if (wrong >= 0)
        {
            throw new InvalidFileException(Name, string.Create(
                CultureInfo.InvariantCulture,
                $"sample {first + wrong / Dimensions} holds {block.Span[wrong]} at place {wrong % Dimensions}; allowed are numbers from 0 to 1, as pixels divided by 255"));
        }

        _layout?.ToPlanes(block.Span);
        _next += rows;
        return block;
    }

    private static int IndexOutside(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] is >= 0 and <= 1))
            {
                return i;
            }
        }

        return -1;
    }

    private static NpyRows Checked(string path, NpyRows rows) => (rows.Sizes.Count == 2 || LayoutOf(rows) is not null) && !rows.Sizes.Contains(0)
        ? rows
        : throw new InvalidFileException(path, $"an array {rows.SizesText} holds no samples; allowed is [n, pixels], {ImageLayout.Allowed}");

    private static ImageLayout? LayoutOf(NpyRows rows) => ImageLayout.Of([1, .. rows.Sizes.Skip(1).Select(size => (int)size)]); // a row fits a tensor
}
