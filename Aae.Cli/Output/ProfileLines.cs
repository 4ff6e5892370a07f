using Aae.Autograd.Profiling;

namespace Aae.Cli.Output;

/// <summary>A line of aae train --profile.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Part">An op, or what else was done.</param>
/// <param name="Pass">Which way of an op; empty for what has none.</param>
/// <param name="Calls">How often.</param>
/// <param name="Seconds">How long in all.</param>
/// <param name="ShareOfTime">Of the whole.</param>
/// <param name="Gflops">Operations of products per second, in 10⁹; null where there are none.</param>
/// <param name="ShareOfPeak">The same over the FMA peak measured at the end.</param>
internal sealed record ProfileLine(
    string Phase, string Part, string Pass, long Calls, double Seconds, double ShareOfTime, double? Gflops, double? ShareOfPeak);

/// <summary>Where the time of a command went, for people and programs.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="PeakGflops">The FMA peak of the threads that worked.</param>
/// <param name="Rows">What it went to, phase by phase, and last what is unexplained: together all of the time.</param>
internal sealed record ProfileLines(double Seconds, double PeakGflops, IReadOnlyList<ProfileLine> Rows)
{
    private const string Unexplained = "unexplained";

    public static ProfileLines Of(ProfileReport report, double peakGflops)
    {
        // Ordered by phases, since one phase's first step and its parts lie apart.
        var rows = report.Rows.GroupBy(row => row.Phase).OrderBy(phase => phase.Key == Profile.Outside).SelectMany(phase => phase);
        return new ProfileLines(
            report.Seconds,
            peakGflops,
            [
                .. rows.Select(row => Line(row.Phase, row.Part, row.Pass, row.Calls, row.Seconds, row.Operations)),
                Line(Profile.Outside, Unexplained, "", 1, report.Unexplained, 0),
            ]);

        ProfileLine Line(string phase, string part, string pass, long calls, double seconds, long operations)
        {
            double? gflops = operations > 0 ? operations / 1e9 / seconds : null;
            return new ProfileLine(phase, part, pass, calls, seconds, seconds / report.Seconds, gflops, gflops / peakGflops);
        }
    }

    /// <summary>Prints the table: each phase with its sum.</summary>
    public void Write(Terminal terminal)
    {
        var rows = new List<string[]>();
        foreach (IGrouping<string, ProfileLine> phase in Rows.GroupBy(row => row.Phase))
        {
            double seconds = phase.Sum(row => row.Seconds);
            double gflops = phase.Sum(row => row.Seconds * row.Gflops ?? 0) / seconds;
            rows.Add(Row(new ProfileLine(phase.Key, "", "", 0, seconds, seconds / Seconds, gflops > 0 ? gflops : null, gflops > 0 ? gflops / PeakGflops : null)));
            rows.AddRange(phase.Select(row => Row(row with { Phase = "" })));
        }

        rows.Add(Row(new ProfileLine("all", "", "", 0, Seconds, 1, null, null)));
        terminal.Results.WriteLine($"FMA peak {PeakGflops:F1} GFLOP/s");
        Table.Write(terminal, ["phase", "part", "pass", "calls", "seconds", "% of time", "GFLOP/s", "% of peak"], rows);
    }

    private static string[] Row(ProfileLine line) =>
    [
        line.Phase,
        line.Part,
        line.Pass,
        line.Calls > 0 ? $"{line.Calls}" : "",
        $"{line.Seconds:F3}",
        $"{100 * line.ShareOfTime:F1}",
        line.Gflops is { } gflops ? $"{gflops:F1}" : "",
        line.ShareOfPeak is { } share ? $"{100 * share:F1}" : "",
    ];
}
