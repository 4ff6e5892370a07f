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
            "aae sample runs/digits-2d -n 10000 --seed 7 -o samples.npy",
            "aae sample runs/digits-supervised --class 0..9");
        Option<int?> count = CommonOptions.Whole("--count", $"The number of images. [default: {DefaultCount}]", 1, 1_000_000, "-n");
        Option<ulong?> seed = CommonOptions.Seed("The seed of the samples. [default: the recipe's]");
        Option<IReadOnlyList<ulong>?> classes = SeedsOption.Create(
            "Only of these classes, or clusters, as 3 or 0..9 or 1,7, in turn: y set to the class, or the class's component of the prior. [default: any]", "--class", "CLASSES");
        var source = new ModelSource(command, needsData: false);
        var output = new OutputFile(command, source, terminal, "samples.png", ".png", ".npy");
        command.Add(count);
        command.Add(seed);
        command.Add(classes);
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            int number = parse.GetValue(count) ?? DefaultCount;
            ulong from = parse.GetValue(seed) ?? model.Recipe.Seed;
            int[] wanted = [.. (parse.GetValue(classes) ?? []).Select(of => (int)Math.Min(of, int.MaxValue))];
            Tensor images = wanted is []
                ? model.Sample(number, from, terminal.Cancellation)
                : model.Sample([.. Enumerable.Range(0, number).Select(i => wanted[i % wanted.Length])], from, terminal.Cancellation);
            return output.Write(parse, path => ModelFigures.Samples(path, model, images, wanted.Length), () => OutputFile.AsImages(images, model.Image));
        });
        return command;
    }
}
