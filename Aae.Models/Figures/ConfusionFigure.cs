using System.Globalization;
using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Models.Figures;

/// <summary>A <see cref="ConfusionMatrix"/> as a table: each cell has its count, and is the darker the larger its share of the row's label is.</summary>
public static class ConfusionFigure
{
    private const int Margin = 14;
    private const int TitleHeight = 34;
    private const int NumbersWidth = 40;
    private const int NameHeight = 26;
    private const int CellHeight = 38;
    private const int Room = 14;
    private const float LeastShade = 0.08f;
    private const float DarkShade = 0.55f;

    /// <summary>Draws the table. A count of 0 leaves its cell white.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="columns">What the columns are: "class" or "cluster".</param>
    /// <param name="title">A line of ASCII above the table, or null.</param>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, ConfusionMatrix counts, string columns = "class", string? title = null) =>
        Draw(counts, columns, title).Canvas.Save(path);

    internal static ConfusionTable Draw(ConfusionMatrix counts, string columns, string? title)
    {
        int largest = counts.Rows.Max(row => row.Max());
        int cellWidth = Math.Max(CellHeight, (int)MathF.Ceiling(Lettering.Measure(Shown(largest))) + Room);
        int left = Margin + (int)MathF.Ceiling(Lettering.Measure("label")) + NumbersWidth;
        int top = Margin + (title is null ? 0 : TitleHeight) + 2 * NameHeight;
        int width = counts.Classes * cellWidth;
        int height = counts.Labels * CellHeight;
        var table = new ConfusionTable(new Canvas(left + (long)width + Margin, top + (long)height + Margin), left, top, cellWidth, CellHeight);
        Canvas canvas = table.Canvas;
        if (title is not null)
        {
            canvas.Text(canvas.Width / 2f, Margin + TitleHeight / 2f, title, Rgb.Ink, Align.Centre, 1.2f * Lettering.Size);
        }

        canvas.Text(left + width / 2f, top - 1.5f * NameHeight, columns, Rgb.Ink, Align.Centre);
        canvas.Text(Margin, top + height / 2f, "label", Rgb.Ink);
        for (int k = 0; k < counts.Classes; k++)
        {
            canvas.Text(table.CentreX(k), top - NameHeight / 2f, Shown(k), Rgb.Ink, Align.Centre);
        }

        for (int label = 0; label < counts.Labels; label++)
        {
            canvas.Text(left - Room, table.CentreY(label), Shown(label), Rgb.Ink, Align.Right);
            for (int k = 0; k < counts.Classes; k++)
            {
                DrawCell(table, label, k, counts[label, k], counts.Rows[label].Sum());
            }
        }

        DrawLines(table, counts.Labels, counts.Classes);
        return table;
    }

    private static void DrawCell(ConfusionTable table, int label, int column, int count, int ofLabel)
    {
        if (count == 0)
        {
            return;
        }

        float shade = LeastShade + (1 - LeastShade) * count / ofLabel;
        for (int y = 0; y < table.CellHeight; y++)
        {
            for (int x = 0; x < table.CellWidth; x++)
            {
                table.Canvas.Blend(table.Left + column * table.CellWidth + x, table.Top + label * table.CellHeight + y, Palette.Of(9), shade);
            }
        }

        table.Canvas.Text(
            table.CentreX(column), table.CentreY(label), Shown(count), shade > DarkShade ? Rgb.White : Rgb.Ink, Align.Centre);
    }

    private static void DrawLines(ConfusionTable table, int rows, int columns)
    {
        int width = columns * table.CellWidth;
        int height = rows * table.CellHeight;
        for (int row = 0; row <= rows; row++)
        {
            table.Canvas.Rectangle(table.Left, table.Top + row * table.CellHeight, width + 1, 1, row == 0 || row == rows ? Rgb.Grey : Rgb.Pale);
        }

        for (int column = 0; column <= columns; column++)
        {
            table.Canvas.Rectangle(
                table.Left + column * table.CellWidth, table.Top, 1, height + 1, column == 0 || column == columns ? Rgb.Grey : Rgb.Pale);
        }
    }

    private static string Shown(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The table on its sheet: where the cells are.</summary>
internal sealed record ConfusionTable(Canvas Canvas, int Left, int Top, int CellWidth, int CellHeight)
{
    /// <summary>The middle of a column.</summary>
    public float CentreX(int column) => Left + (column + 0.5f) * CellWidth;

    /// <summary>The middle of a row.</summary>
    public float CentreY(int row) => Top + (row + 0.5f) * CellHeight;
}
