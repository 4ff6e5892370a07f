using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Evaluation;

namespace Aae.Cli.Commands;

/// <summary>aae evaluate: reconstruction error and match of codes and prior, on held-out images.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "evaluate",
            "Measure on held-out images the reconstruction error, how well codes match the prior, and classes or clusters.",
            "aae evaluate runs/digits-2d",
            "aae evaluate runs/digits-2d --split validation --best --json");
        Option<bool> json = CommonOptions.Json();
        var source = new ModelSource(command, needsData: true);
        command.Add(json);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            Dataset data = source.Data(parse, model);
            EvaluationReport report = ModelEvaluation.Run(
                model, source.Images(parse, data), data, team: source.Team(parse), cancellation: terminal.Cancellation);
            if (parse.GetValue(json))
            {
                terminal.Results.WriteLine(report.ToJson());
            }
            else
            {
                terminal.Results.WriteLine($"{report.Count} images of {report.Images}");
                Table.Write(terminal, ["measure", "value", "meaning"], [.. report.Rows.Select(row => new[] { row.Name, Shown.Value(row.Value), row.Meaning })]);
            }

            if (report is { ClusteringError: null, NormalizedMutualInformation: not null })
            {
                terminal.Messages.WriteLine($"no clustering error: the images of {report.Images} name the clusters and cannot judge their names; --split test can");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
