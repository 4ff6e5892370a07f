using System.CommandLine;
using Aae.Cli.Output;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae manifold: the decoded grid of a 2-D prior's percentiles.</summary>
internal static class ManifoldCommand
{
    private const int DefaultSize = 20;

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "manifold",
            "Decode a grid at the percentiles of a 2-dimensional prior.",
            "aae manifold runs/digits-2d",
            "aae manifold runs/digits-2d --size 30 -o manifold.png");
        Option<int?> size = CommonOptions.Whole("--size", $"Rows and columns. [default: {DefaultSize}]", 1, 1000);
        var source = new ModelSource(command, needsData: false);
        var output = new OutputFile(command, source, terminal, "manifold.png", ".png", ".npy");
        command.Add(size);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            int rows = parse.GetValue(size) ?? DefaultSize;
            return output.Write(
                parse,
                path => ModelFigures.Manifold(path, model, rows, terminal.Cancellation),
                () => OutputFile.AsImages(model.Decode(Traversals.Manifold(model.Prior, rows), terminal.Cancellation), model.Image));
        });
        return command;
    }
}
