namespace Aae.Cli.Output;

/// <summary>Rows of words in columns.</summary>
internal static class Table
{
    /// <summary>Prints a table: drawn on a terminal, else aligned by spaces.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="headings">The columns' headings, or empty for none.</param>
    /// <param name="rows">Rows of as many cells.</param>
    public static void Write(Terminal terminal, IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (terminal.RichResults)
        {
            RichTable.Write(headings, rows);
            return;
        }

        IReadOnlyList<IReadOnlyList<string>> all = headings.Count > 0 ? [headings, .. rows] : rows;
        int[] widths = [.. Enumerable.Range(0, all[0].Count).Select(column => all.Max(row => row[column].Length))];
        foreach (IReadOnlyList<string> row in all)
        {
            terminal.Results.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
