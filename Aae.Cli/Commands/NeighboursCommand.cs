using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae neighbours: samples and the training images that are nearest to them.</summary>
internal static class NeighboursCommand
{
    private const int DefaultCount = 30;

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "neighbours",
            "Show new images above the training images that are nearest to them: whether the model copies. As .npy the latter alone.",
            "aae neighbours runs/digits-2d",
            "aae neighbours runs/digits-2d -n 100 --seed 7 -o neighbours.png");
        Option<int?> count = CommonOptions.Whole("--count", $"The number of new images. [default: {DefaultCount}]", 1, 100_000, "-n");
        Option<ulong?> seed = CommonOptions.Seed("The seed of the samples. [default: the recipe's]");
        var source = new ModelSource(command, needsData: true, takesSplit: false);
        var output = new OutputFile(command, source, terminal, "neighbours.png", ".png", ".npy");
        command.Add(count);
        command.Add(seed);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            Dataset data = source.Data(parse, model);
            Tensor images = model.Sample(parse.GetValue(count) ?? DefaultCount, parse.GetValue(seed) ?? model.Recipe.Seed, terminal.Cancellation);
            var nearest = NearestImages.Find(images, data.Train, source.Team(parse), terminal.Cancellation);
            Tensor neighbours = nearest.ImagesOf(data.Train);
            int code = output.Write(parse, path => ModelFigures.Neighbours(path, model, images, neighbours), () => OutputFile.AsImages(neighbours, model.Image));

            // A copier's samples lie nearer to the training images than images do that were not trained on.
            Tensor unseen = data.Test.Gather(0, Math.Min(images.Shape.Rows, data.Test.Count));
            var nearestToUnseen = NearestImages.Find(unseen, data.Train, source.Team(parse), terminal.Cancellation);
            terminal.Messages.WriteLine(
                $"mean distance to the nearest training image: {Shown.Value(nearest.Distances.Average())} of samples, {Shown.Value(nearestToUnseen.Distances.DefaultIfEmpty(double.NaN).Average())} of as many test images");
            return code;
        });
        return command;
    }
}
