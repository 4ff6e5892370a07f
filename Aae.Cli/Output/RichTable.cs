using Spectre.Console;

namespace Aae.Cli.Output;

/// <summary>A table on a terminal.</summary>
internal static class RichTable
{
    public static void Write(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Spectre.Console.Table table = new Spectre.Console.Table().Border(headings.Count > 0 ? TableBorder.Rounded : TableBorder.None);
        table.ShowHeaders = headings.Count > 0;
        for (int column = 0; column < rows[0].Count; column++)
        {
            table.AddColumn(new TableColumn(new Text(headings.Count > 0 ? headings[column] : "")));
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        RichConsole.OfResults().Write(table);
    }
}
