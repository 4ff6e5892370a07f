using Aae.Kernels.Simd;

namespace Aae.Kernels.Gemm;

/// <summary>A few columns that are computed together, with the form that does it.</summary>
/// <param name="Form">The form; its width is at least the count.</param>
/// <param name="First">The first column.</param>
/// <param name="Count">Columns, 1 or more.</param>
internal readonly record struct Panel(PanelForm Form, int First, int Count)
{
    /// <summary>Whether the form is wider than the panel, so that neither operand nor target can be used as they stand.</summary>
    public bool IsRagged => Count < Form.Width;

    /// <summary>Whether the panel must be packed whatever the operand's strides are.</summary>
    public bool MustPack => IsRagged || Form.Group > 1;
}

/// <summary>How rows are cut into tiles: of nearly equal height, as a tile of a row or two would wait for its own sums.</summary>
/// <param name="rows">Rows, 1 or more.</param>
/// <param name="most">The most rows of a tile.</param>
internal readonly struct TileRows(int rows, int most)
{
    // The first tiles have a row more than the last; kept apart from the loops, since a division costs as much as two steps.
    private readonly int _height = rows / ((rows + most - 1) / most);
    private readonly int _higher = rows % ((rows + most - 1) / most);

    /// <summary>The number of tiles.</summary>
    public int Count { get; } = (rows + most - 1) / most;

    /// <summary>A tile's first row; that of tile Count is the end.</summary>
    public int Start(int tile) => tile * _height + Math.Min(tile, _higher);

    /// <summary>The end of the tiles that are as high as one and follow it.</summary>
    public int EndOfHeight(int tile) => tile < _higher ? _higher : Count;

    /// <summary>A tile's rows.</summary>
    public int Height(int tile) => _height + (tile < _higher ? 1 : 0);
}

/// <summary>How columns are cut into panels: wide ones, then narrower ones for what is left.</summary>
/// <param name="Set">The instruction set.</param>
/// <param name="MaxGroup">The largest group of neighbours of the depth that the operands allow.</param>
internal readonly record struct Panels(InstructionSet Set, int MaxGroup)
{
    /// <summary>The number of panels of so many columns.</summary>
    public int Count(int columns)
    {
        int width = PanelForm.Widest(Set).Width;
        int panels = columns / width;
        for (int left = columns % width; left > 0; left -= Take(left).Count)
        {
            panels++;
        }

        return panels;
    }

    /// <summary>The steps of the depth that a tile takes for all panels of so many columns.</summary>
    public int Steps(int columns, int depth)
    {
        int width = PanelForm.Widest(Set).Width;
        int steps = columns / width * depth;
        for (int left = columns % width; left > 0;)
        {
            Panel panel = Take(left);
            steps += depth / panel.Form.Group;
            left -= panel.Count;
        }

        return steps;
    }

    /// <summary>One of the panels of so many columns.</summary>
    public Panel At(int columns, int index)
    {
        int width = PanelForm.Widest(Set).Width;
        int wide = Math.Min(index, columns / width);
        int first = wide * width;
        for (int i = wide; i < index; i++)
        {
            first += Take(columns - first).Count;
        }

        return Take(columns - first) with { First = first };
    }

    /// <summary>Whether a panel is of the widest form, as are all before it.</summary>
    public bool IsWide(in Panel panel) => panel.Count == PanelForm.Widest(Set).Width;

    /// <summary>The next panel where so many columns are left.</summary>
    private Panel Take(int left)
    {
        PanelForm form = PanelForm.Choose(Set, left, MaxGroup);
        return new Panel(form, 0, Math.Min(form.Width, left));
    }
}
