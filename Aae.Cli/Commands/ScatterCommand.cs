using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae scatter: 2-D codes of held-out images, coloured by label, with the heads where there are heads.</summary>
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
            if (model.CodeSize != 2 && model.Heads is null)
            {
                throw new AaeException($"a scatter is a picture of 2-dimensional codes; this model's have {model.CodeSize}{(model.HasEncoder ? " ('aae encode' writes them)" : ", and it makes images and reads none")}");
            }

            ImageSet images = source.Images(parse, model);
            return output.Write(parse, path => ModelFigures.Scatter(path, model, images, terminal.Cancellation), () => Points(model, images, terminal.Cancellation));
        });
        return command;
    }

    // Of a model with heads what it embeds, in all of its dimensions.
    private static Tensor Points(TrainedModel model, ImageSet images, CancellationToken cancellation)
    {
        Tensor codes = model.Encode(images, cancellation);
        return model.Heads is null ? codes : model.Embed(codes, cancellation);
    }
}
