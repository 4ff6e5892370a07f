using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae decode: the images of codes from a file.</summary>
internal static class DecodeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "decode",
            "Decode an array of codes [n, d] into images.",
            "aae decode runs/digits-2d codes.npy",
            "aae decode runs/digits-2d codes.npy -o images.npy");
        var codes = new Argument<string>("CODES") { Description = "An .npy file of codes [n, d], as 'aae encode' writes it; of a model whose decoder reads labels the label, one-hot, before each code." };
        command.Add(codes);
        var source = new ModelSource(command, needsData: false);
        var output = new OutputFile(command, source, terminal, "decoded.png", ".png", ".npy");
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            string file = parse.GetRequiredValue(codes);
            Tensor z = Npy.Read(file);
            if (z.Shape.Rank != 2 || z.Shape.Rows == 0 || z.Shape.Columns != model.DecoderInputs)
            {
                throw new AaeException($"{file}: an array {z.Shape}; the model decodes one of [n, {model.DecoderInputs}], n of 1 or more"
                    + (model.Given is { } y ? $": the label, one-hot over {y.Size} classes, before the code of {model.CodeSize} that 'aae encode' writes" : ""));
            }

            Tensor images = model.Decode(z, terminal.Cancellation);
            return output.Write(parse, path => ModelFigures.Samples(path, model, images), () => OutputFile.AsImages(images, model.Image));
        });
        return command;
    }
}
