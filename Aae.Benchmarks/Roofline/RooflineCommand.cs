using System.CommandLine;
using Aae.Benchmarks.Gemm;
using Aae.Benchmarks.OpenBlas;
using Aae.Cli;
using Aae.Cli.Commands;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Threading;
using Aae.Kernels.Simd;

namespace Aae.Benchmarks.Roofline;

/// <summary>The quick mode: every product's rate, its share of the FMA peak and its ratio to OpenBLAS in under a minute.</summary>
internal static class RooflineCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "roofline";

    private const string About =
        """
        Measure the matrix products of dense layers against the FMA peak and OpenBLAS.

        m, k and n name the layer: x [m, k], w [k, n], y [m, n]. The forms are
          y            Y = X·W
          dx           dX = dY·Wᵀ
          dw           dW = Xᵀ·dY
          square       Y = X·W with m = k = n
          y+bias+relu  Y = max(X·W + b, 0); OpenBLAS computes X·W alone

        The variable AAE_ISA (avx512, avx2, vector128) chooses the kernels, AAE_OPENBLAS a library file.
        Exit codes: 0 done, 1 failed, 2 wrong command line.
        """;

    /// <summary>The mode.</summary>
    /// <param name="terminal">Where results and messages go.</param>
    public static Command Create(Terminal terminal)
    {
        Option<int?> threads = CommonOptions.Whole(
            "--threads", "Measure with so many threads only. [default: with one, then with all that the process may use]", 1, WorkerTeam.Default.Threads);
        Option<bool> json = CommonOptions.Json();
        var filters = new Option<string[]>("--filter")
        {
            Description = "Measure only products whose name contains one of these texts, or matches it where it has * or ?; x may stand for ×.",
            HelpName = "TEXT",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Verb(Name, About, Name, $"{Name} --filter 'dx 100' 'y 1x*' --threads 1", $"{Name} --json")
        {
            threads, json, filters,
        };
        command.SetAction(parse =>
        {
            IReadOnlyList<LayerProduct> products = RooflineSelection.Of(parse.GetValue(filters) ?? []);
            int[] teams = parse.GetValue(threads) is { } number ? [number] : [.. new[] { 1, WorkerTeam.Default.Threads }.Distinct()];
            RooflineReport report = Measure(products, teams, terminal);
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(report.ToJson());
            }
            else
            {
                report.Write(terminal);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static RooflineReport Measure(IReadOnlyList<LayerProduct> products, int[] teams, Terminal terminal)
    {
        if (InstructionSets.Current == InstructionSet.Scalar)
        {
            throw new AaeException("the scalar products are the others' reference and not made for speed: there is no roofline of theirs");
        }

        OpenBlasLibrary? openBlas = OpenBlasLibrary.Installed;
        if (openBlas is null)
        {
            terminal.Messages.WriteLine(OpenBlasLibrary.Absence);
        }

        var measurement = new RooflineMeasurement(products, openBlas);
        var rows = new List<RooflineRow>();
        foreach (int threads in teams)
        {
            var team = new WorkerTeam(threads);
            RooflineMeasurement.WarmUp(team);
            foreach (LayerProduct product in products)
            {
                if (terminal.RichMessages)
                {
                    terminal.Messages.Write($"\r{rows.Count + 1}/{products.Count * teams.Length} {product}".PadRight(40));
                }

                rows.Add(measurement.Measure(product, team));
            }
        }

        if (terminal.RichMessages)
        {
            terminal.Messages.Write($"\r{new string(' ', 40)}\r");
        }

        return new RooflineReport(openBlas?.Description, rows);
    }
}
