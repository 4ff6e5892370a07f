using System.Globalization;
using System.Net;
using System.Text;
using Aae.Core.Formats;
using Aae.Models.Training;

namespace Aae.Models.Reproduction;

/// <summary>
/// The page that shows a reproduction: every table, every picture beside its caption, and what it was made with. One file without
/// scripts; it names the pictures by their paths from its own folder, which can be moved as a whole.
/// </summary>
internal sealed class HtmlReport
{
    private const string Style =
        """
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
        h2 { margin-top: 3rem; border-top: 1px solid #8886; padding-top: 1.5rem }
        table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
        th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #8884; white-space: nowrap }
        th { font-weight: 600 }
        .pictures { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-end }
        figure { margin: 0; max-width: 32rem }
        img { max-width: 100%; height: auto; background: #fff }
        figcaption, .remark { color: #777 }
        code { overflow-wrap: anywhere }
        """;

    private readonly StringBuilder _html = new();
    private readonly string _folder;

    private HtmlReport(string folder) => _folder = folder;

    /// <summary>Writes the page.</summary>
    public static void Write(string path, ReproductionOptions options, IReadOnlyList<ExperimentResult> experiments, IReadOnlyList<ReproducedRun> runs)
    {
        var report = new HtmlReport(options.Folder);
        report.Head(options, runs);
        foreach (ExperimentResult experiment in experiments)
        {
            report.Section(experiment);
        }

        report.RunTable(runs);
        report.Line("</body>", "</html>");
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(report._html.ToString())), durable: false);
    }

    private void Head(ReproductionOptions options, IReadOnlyList<ReproducedRun> runs)
    {
        const string title = "Adversarial autoencoders, reproduced";
        RunEnvironment machine = RunEnvironment.Of(options.Team);
        int finished = runs.Count(run => run.Evaluation is not null);
        Line(
            "<!DOCTYPE html>",
            """<html lang="en">""",
            "<head>",
            """<meta charset="utf-8">""",
            """<meta name="viewport" content="width=device-width, initial-scale=1">""",
            $"<title>{title}</title>",
            $"<style>\n{Style}\n</style>",
            "</head>",
            "<body>",
            $"<h1>{title}</h1>");
        Paragraph("The paper's numbers (Makhzani et al., “Adversarial Autoencoders”, arXiv 1511.05644) beside ours: the mean over seeds ± its standard error. A result of one seed is called so.");
        if (options.Quick)
        {
            Paragraph(Text($"A quick run: small models of {QuickScale.Images.Train} built-in digits stand for the paper's. It shows that everything works; its numbers do not compare with the paper's."));
        }

        Table([],
        [
            ["command", options.Command],
            ["date", Text($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC")],
            ["machine", $"{machine.Machine}; {machine.System}"],
            ["program", $"aae {machine.Version}; {machine.Runtime}"],
            ["runs", Text($"{finished} of {runs.Count} finished")],
        ]);
    }

    private void Section(ExperimentResult result)
    {
        Experiment experiment = result.Experiment;
        Line($"""<section id="{Escape(experiment.Name)}">""", $"<h2>{Escape(result.Title)}</h2>");
        Paragraph(experiment.Caption);
        IReadOnlyList<IReadOnlyList<string>> table = result.Table;
        if (table.Count > 0)
        {
            Table(result.Headings, table);
        }

        if (result.HasRecalled)
        {
            Paragraph(ExperimentResult.RecalledFootnote, "remark");
        }

        foreach (string failure in result.Failures)
        {
            Paragraph($"failed: {failure}", "remark");
        }

        Line("""<div class="pictures">""");
        foreach (ReproducedPicture picture in result.Rows.SelectMany(row => row.Pictures).Concat(result.Charts))
        {
            string address = Address(picture.Path), caption = Escape(picture.Caption);
            Line("<figure>", $"""<a href="{address}"><img src="{address}" alt="{caption}" loading="lazy"></a>""", $"<figcaption>{caption}</figcaption>", "</figure>");
        }

        Line("</div>");
        foreach (string note in experiment.Notes)
        {
            Paragraph(note, "remark");
        }

        Line("</section>");
    }

    private void RunTable(IReadOnlyList<ReproducedRun> runs)
    {
        Line("""<section id="runs">""", "<h2>Runs</h2>");
        Table(["run", "recipe", "seed", "epochs", "training time", "last trained on", "state"], [.. runs.Select(Cells)]);
        Line("</section>");
    }

    private string[] Cells(ReproducedRun run)
    {
        IReadOnlyList<EpochMetrics> metrics = run.Folder.ReadMetrics();
        return
        [
            Path.GetRelativePath(_folder, run.Folder.Path),
            run.Recipe.Name,
            Text($"{run.Recipe.Seed}"),
            Text($"{metrics.Count} of {run.Recipe.Epochs}"),
            Text($"{TimeSpan.FromSeconds(Math.Round(metrics.Sum(epoch => epoch.Seconds))):g}"),
            RunEnvironment.Read(run.Folder.Environment)?.Machine ?? "",
            run.Failure ?? (run.Evaluation is null ? "not finished" : "finished"),
        ];
    }

    private void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Line("<table>");
        if (headings.Count > 0)
        {
            Line($"<tr>{string.Concat(headings.Select(heading => $"<th>{Escape(heading)}</th>"))}</tr>");
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            Line($"<tr>{string.Concat(row.Select(cell => $"<td>{Escape(cell)}</td>"))}</tr>");
        }

        Line("</table>");
    }

    private void Paragraph(string text, string? kind = null) => Line($"<p{(kind is null ? "" : $" class=\"{kind}\"")}>{Escape(text)}</p>");

    private void Line(params ReadOnlySpan<string> lines)
    {
        foreach (string line in lines)
        {
            _html.Append(line).Append('\n');
        }
    }

    private string Address(string file) =>
        string.Join('/', Path.GetRelativePath(_folder, file).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
