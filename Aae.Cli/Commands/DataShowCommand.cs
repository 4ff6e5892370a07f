using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Data;
using Aae.Models.Figures;

namespace Aae.Cli.Commands;

/// <summary>aae data show: a sheet of a data set's images.</summary>
internal static class DataShowCommand
{
    private const int Columns = 24;
    private const int VectorPixels = 600;

    /// <summary>Creates the command.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="name">The argument with the data set's name or path.</param>
    /// <param name="known">Checks it.</param>
    public static Verb Create(Terminal terminal, Argument<string> name, Func<string, string> known)
    {
        Option<int?> count = CommonOptions.Whole("--count", "Images to show. [default: 240]", 1, 100_000, "-n");
        Option<string> split = SplitOption.Create();
        Option<string?> output = new("--output", "-o") { Description = "The PNG file. [default: NAME.png here]", HelpName = "FILE" };
        Option<string?> dataDir = CommonOptions.DataDir();
        var command = new Verb("show", "Draw a sheet of a data set's images.", "aae data show digits", "aae data show mnist -n 100 --split train -o mnist.png")
        {
            name, count, split, output, dataDir,
        };
        command.SetAction(parse =>
        {
            string data = known(parse.GetRequiredValue(name));
            string path = parse.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(data))}.png";
            if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"-o {path}: allowed is a file name ending in .png");
            }

            ImageSet images = SplitOption.Of(Datasets.Open(data, parse.GetValue(dataDir)), parse.GetRequiredValue(split));
            int shown = Math.Min(parse.GetValue(count) ?? 240, images.Count);
            bool vectors = images.AreVectors; // lines under each other
            int scale = vectors ? Math.Clamp(VectorPixels / images.Width, 1, 8) : 2;
            ImageGrid.Write(path, images.Gather(0, shown), images.Height, images.Width, images.Channels, vectors ? 1 : Columns, scale, gap: 0);
            terminal.Results.WriteLine(path);
            return ExitCode.Success;
        });
        return command;
    }
}
