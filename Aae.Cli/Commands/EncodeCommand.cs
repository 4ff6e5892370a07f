using System.CommandLine;
using Aae.Cli.Output;
using Aae.Models;

namespace Aae.Cli.Commands;

/// <summary>aae encode: the codes of a split's images, as an array.</summary>
internal static class EncodeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "encode",
            "Write the codes of images as an array [n, d].",
            "aae encode runs/digits-2d -o codes.npy",
            "aae encode runs/digits-2d --split train --best -o train.npy");
        var source = new ModelSource(command, needsData: true);
        var output = new OutputFile(command, source, terminal, "codes.npy", ".npy");
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            return output.Write(parse, picture: null, () => model.Encode(source.Images(parse, model), terminal.Cancellation));
        });
        return command;
    }
}
