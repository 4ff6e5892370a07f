using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>A row of a <see cref="LabelledGrid"/>.</summary>
/// <param name="Name">What stands before it, ASCII.</param>
/// <param name="Images">[n, pixels], n up to the number of columns; the rest stays white.</param>
internal sealed record GridRow(string Name, Tensor Images);

/// <summary>Images in rows and columns that have names. The first column is what the others are to be compared with, and stands apart.</summary>
internal static class LabelledGrid
{
    private const int ImagePixels = 56;
    private const int Gap = 2;
    private const int AfterFirst = 14;
    private const int Margin = 10;
    private const int HeaderHeight = 30;

    /// <summary>Draws the grid.</summary>
    /// <param name="rows">One row or more.</param>
    /// <param name="columns">The names of the columns, ASCII, two or more; an empty one for none.</param>
    /// <param name="size">The size of an image.</param>
    public static Canvas Draw(IReadOnlyList<GridRow> rows, IReadOnlyList<string> columns, ImageSize size)
    {
        int scale = Math.Max(1, ImagePixels / Math.Max(size.Height, size.Width));
        int stepX = size.Width * scale + Gap;
        int stepY = size.Height * scale + Gap;
        int left = (int)MathF.Ceiling(rows.Max(row => Lettering.Measure(row.Name)) + 2 * Margin);
        var canvas = new Canvas(left + (long)columns.Count * stepX - Gap + AfterFirst + Margin, HeaderHeight + (long)rows.Count * stepY - Gap + Margin);
        for (int column = 0; column < columns.Count; column++)
        {
            canvas.Text(Left(column) + size.Width * scale / 2f, HeaderHeight / 2f, columns[column], Rgb.Ink, Align.Centre);
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int top = HeaderHeight + i * stepY;
            size.Require(rows[i].Images);
            canvas.Text(left - Margin, top + size.Height * scale / 2f, rows[i].Name, Rgb.Ink, Align.Right);
            for (int column = 0; column < rows[i].Images.Shape.Rows; column++)
            {
                canvas.Blit(rows[i].Images.Row(column), size, Left(column), top, scale);
            }
        }

        return canvas;

        int Left(int column) => left + column * stepX + (column > 0 ? AfterFirst : 0);
    }
}
