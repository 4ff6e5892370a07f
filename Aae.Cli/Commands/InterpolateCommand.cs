using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae interpolate: walks between the codes of pairs of images.</summary>
internal static class InterpolateCommand
{
    private const int DefaultPairs = 8;
    private const int DefaultSteps = 10;

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "interpolate",
            "Walk on straight lines between the codes of pairs of images, one line to a row.",
            "aae interpolate runs/digits-2d",
            "aae interpolate runs/digits-2d -n 4 --steps 20 -o walk.png");
        Option<int?> pairs = CommonOptions.Whole("--count", $"Pairs of images, the first of the split. [default: {DefaultPairs}]", 1, 10_000, "-n");
        Option<int?> steps = CommonOptions.Whole("--steps", $"Images on each line, both ends included. [default: {DefaultSteps}]", 2, 10_000);
        var source = new ModelSource(command, needsData: true);
        var output = new OutputFile(command, source, terminal, "interpolation.png", ".png", ".npy");
        command.Add(pairs);
        command.Add(steps);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            int count = parse.GetValue(pairs) ?? DefaultPairs;
            int length = parse.GetValue(steps) ?? DefaultSteps;
            Tensor codes = model.DecoderInput(source.FirstImages(parse, model, 2 * count), terminal.Cancellation);
            Tensor walks = Traversals.Interpolate(codes.Rows(0, count), codes.Rows(count, count), length);
            Tensor images = model.Decode(walks, terminal.Cancellation);
            return output.Write(parse, path => ModelFigures.Interpolation(path, model, images, length), () => OutputFile.AsImages(images, model.Image));
        });
        return command;
    }
}
