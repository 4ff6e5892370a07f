using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae sample: decodes samples of the prior.</summary>
internal static class SampleCommand
{
    private const int DefaultCount = 100;

    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "sample",
            "Draw new images: samples of the prior, decoded.",
            "aae sample runs/digits-2d -n 400",
            "aae sample runs/digits-2d -n 10000 --seed 7 -o samples.npy");
        Option<int?> count = CommonOptions.Whole("--count", $"The number of images. [default: {DefaultCount}]", 1, 1_000_000, "-n");
        Option<ulong?> seed = CommonOptions.Seed("The seed of the samples. [default: the recipe's]");
        var source = new ModelSource(command, needsData: false);
        var output = new OutputFile(command, source, terminal, "samples.png", ".png", ".npy");
        command.Add(count);
        command.Add(seed);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            Tensor images = model.Sample(parse.GetValue(count) ?? DefaultCount, parse.GetValue(seed) ?? model.Recipe.Seed, terminal.Cancellation);
            return output.Write(parse, path => ModelFigures.Samples(path, model, images), () => OutputFile.AsImages(images, model.Image));
        });
        return command;
    }
}
