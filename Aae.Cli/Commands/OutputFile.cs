using System.CommandLine;
using Aae.Cli.Output;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Cli.Commands;

/// <summary>The option -o: a picture or, by its ending, an array for other programs.</summary>
internal sealed class OutputFile
{
    private readonly Option<string?> _output;
    private readonly ModelSource _source;
    private readonly Terminal _terminal;
    private readonly string _defaultName;

    /// <summary>Adds the option to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="source">The model's source, which says where files go by default.</param>
    /// <param name="terminal">Where the file's path is printed.</param>
    /// <param name="defaultName">The file's name if the user gives none.</param>
    /// <param name="endings">The endings that are allowed.</param>
    public OutputFile(Command command, ModelSource source, Terminal terminal, string defaultName, params string[] endings)
    {
        _source = source;
        _terminal = terminal;
        _defaultName = defaultName;
        _output = new Option<string?>("--output", "-o")
        {
            Description = $"The file, ending in {string.Join(" or ", endings)}. [default: {defaultName} in RUN/figures, without a run's folder here]",
            HelpName = "FILE",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string file = result.Tokens[0].Value;
                if (!endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(file).Length > ending.Length))
                {
                    result.AddError($"-o {file}: allowed is a file name ending in {string.Join(" or ", endings)}");
                }

                return file;
            },
        };
        command.Add(_output);
    }

    /// <summary>Writes the file and prints where it is.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="picture">Writes a PNG file to a path; null where only an array can be had.</param>
    /// <param name="array">The tensor for an .npy file.</param>
    public int Write(ParseResult parse, Action<string>? picture, Func<Tensor> array)
    {
        string path = PathOf(parse);
        if (picture is null || path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            Npy.Write(path, array());
        }
        else
        {
            picture(path);
        }

        _terminal.Results.WriteLine(path);
        return ExitCode.Success;
    }

    /// <summary>Whether the user names the file.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetValue(_output) is not null;

    /// <summary>Where the file goes.</summary>
    public string PathOf(ParseResult parse) => parse.GetValue(_output) ?? _source.DefaultFile(parse, _defaultName);

    /// <summary>Images as other programs expect them: [n, height, width], with colours [n, channels, height, width].</summary>
    /// <param name="images">[n, pixels]</param>
    /// <param name="image">Their size.</param>
    public static Tensor AsImages(Tensor images, ImageShape image) => images.Reshape(image.Channels == 1
        ? new Shape(images.Shape.Rows, image.Height, image.Width)
        : new Shape(images.Shape.Rows, image.Channels, image.Height, image.Width));
}
