using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae reconstruct: encodes images and decodes their codes.</summary>
internal static class ReconstructCommand
{
    private const int DefaultCount = 30;

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "reconstruct",
            "Show images above their reconstructions; as .npy the reconstructions alone.",
            "aae reconstruct runs/digits-2d",
            "aae reconstruct runs/digits-2d -n 60 --split train -o train.png");
        Option<int?> count = CommonOptions.Whole("--count", $"The number of images, the first of the split. [default: {DefaultCount}]", 1, 1_000_000, "-n");
        var source = new ModelSource(command, needsData: true);
        var output = new OutputFile(command, source, terminal, "reconstructions.png", ".png", ".npy");
        command.Add(count);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            ImageSet images = source.FirstImages(parse, model, parse.GetValue(count) ?? DefaultCount, orFewer: parse.GetValue(count) is null);
            return output.Write(
                parse,
                path => ModelFigures.Reconstructions(path, model, images, terminal.Cancellation),
                () => OutputFile.AsImages(model.Reconstruct(images, terminal.Cancellation), model.Image));
        });
        return command;
    }
}
