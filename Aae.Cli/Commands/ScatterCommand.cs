using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae scatter: 2-D codes of held-out images, coloured by label.</summary>
internal static class ScatterCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "scatter",
            "Show the 2-dimensional codes of images, coloured by label.",
            "aae scatter runs/digits-2d",
            "aae scatter runs/digits-2d --split validation -o scatter.png");
        var source = new ModelSource(command, needsData: true);
        var output = new OutputFile(command, source, terminal, "scatter.png", ".png", ".npy");
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            if (model.CodeSize != 2)
            {
                throw new AaeException($"a scatter is a picture of 2-dimensional codes; this model's have {model.CodeSize} ('aae encode' writes them)");
            }

            ImageSet images = source.Images(parse, model);
            return output.Write(parse, path => ModelFigures.Scatter(path, model, images, terminal.Cancellation), () => model.Encode(images, terminal.Cancellation));
        });
        return command;
    }
}
