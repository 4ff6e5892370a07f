using Aae.Models.Evaluation;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class ConfusionFigureTests
{
    // 10 images of label 0: 8 as class 0, 2 as class 1. 1000 of label 1, all as class 2.
    private static readonly ConfusionMatrix Counts = ConfusionMatrix.Count(
        [.. Enumerable.Range(0, 1010).Select(i => (byte)(i < 10 ? 0 : 1))], [.. Enumerable.Range(0, 1010).Select(i => i < 8 ? 0 : i < 10 ? 1 : 2)], 2, 3);

    private static Rgb Corner(ConfusionTable table, int label, int column) =>
        table.Canvas[table.Left + column * table.CellWidth + 3, table.Top + label * table.CellHeight + 3];

    private static bool HasText(ConfusionTable table, int label, int column)
    {
        Rgb ground = Corner(table, label, column);
        return Enumerable.Range(5, table.CellHeight - 10).Any(y => Enumerable.Range(5, table.CellWidth - 10).Any(
            x => table.Canvas[table.Left + column * table.CellWidth + x, table.Top + label * table.CellHeight + y] != ground));
    }

    [Test]
    public void A_cell_is_the_darker_the_larger_its_share_of_its_label_and_white_without_any()
    {
        ConfusionTable table = ConfusionFigure.Draw(Counts, "cluster", null);

        Assert.That(Corner(table, 1, 2), Is.EqualTo(Palette.Of(9)), "all of a label");
        Assert.That(Corner(table, 0, 0).R, Is.GreaterThan(Corner(table, 1, 2).R).And.LessThan(Corner(table, 0, 1).R));
        Assert.That(Corner(table, 0, 1).R, Is.LessThan(240), "few are seen");
        Assert.That(new[] { Corner(table, 0, 2), Corner(table, 1, 0), Corner(table, 1, 1) }, Is.All.EqualTo(Rgb.White));
    }

    [Test]
    public void Cells_have_their_counts_and_none_where_it_is_0()
    {
        ConfusionTable table = ConfusionFigure.Draw(Counts, "cluster", null);
        for (int label = 0; label < 2; label++)
        {
            for (int column = 0; column < 3; column++)
            {
                Assert.That(HasText(table, label, column), Is.EqualTo(Counts[label, column] > 0), $"{label}, {column}");
            }
        }
    }

    [Test]
    public void Cells_are_as_wide_as_the_largest_count_needs_and_a_title_takes_room()
    {
        ConfusionTable table = ConfusionFigure.Draw(Counts, "class", null);
        Assert.That(table.CellWidth, Is.GreaterThan(Lettering.Measure("1000")));
        Assert.That(ConfusionFigure.Draw(Counts, "class", "digits/test").Canvas.Height, Is.GreaterThan(table.Canvas.Height));
    }
}
