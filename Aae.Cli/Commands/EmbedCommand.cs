using System.CommandLine;
using System.Globalization;
using Aae.Cli.Output;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;

namespace Aae.Cli.Commands;

/// <summary>aae embed: the places of images among those that the model learned, as an array or a table.</summary>
internal static class EmbedCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb(
            "embed",
            "Write the places of images, of a split or of a file, as an array [n, d] or as a table: their codes z, or r = y·W_C + z where the model has cluster heads.",
            "aae embed runs/digits-2d -o codes.csv",
            "aae embed runs/digits-2d --images digits.npy -o codes.npy");
        var source = new ModelSource(command, needsData: true, takesFiles: true);
        var output = new OutputFile(command, source, terminal, "embedding.npy", ".npy", ".csv");
        command.SetAction(parse =>
        {
            TrainedModel model = source.Model(parse);
            Tensor Places() => model.Embed(model.Encode(source.Images(parse, model), terminal.Cancellation), terminal.Cancellation);
            return output.Write(parse, path => WriteTable(path, Places(), model.Heads is null ? 'z' : 'r'), Places);
        });
        return command;
    }

    private static void WriteTable(string path, Tensor places, char symbol) => AtomicFile.Write(path, stream =>
    {
        using var table = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        table.WriteLine(string.Join(',', Enumerable.Range(0, places.Shape.Columns).Select(i => $"{symbol}{i}")));
        for (int row = 0; row < places.Shape.Rows; row++)
        {
            table.WriteLine(string.Join(',', places.Row(row).ToArray().Select(z => z.ToString(CultureInfo.InvariantCulture))));
        }
    });
}
