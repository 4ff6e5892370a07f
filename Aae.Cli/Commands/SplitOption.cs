using System.CommandLine;
using Aae.Core.Data;

namespace Aae.Cli.Commands;

/// <summary>The option --split: which of a data set's images are meant.</summary>
internal static class SplitOption
{
    private static readonly string[] Names = ["test", "validation", "train"];

    public static Option<string> Create()
    {
        var option = new Option<string>("--split")
        {
            Description = "The images: test, validation or train.",
            HelpName = "SPLIT",
            DefaultValueFactory = _ => Names[0],
            CustomParser = result =>
            {
                string name = result.Tokens[0].Value;
                if (!Names.Contains(name))
                {
                    result.AddError($"--split {name}: allowed is one of {string.Join(", ", Names)}");
                }

                return name;
            },
        };
        option.CompletionSources.Add(Names);
        return option;
    }

    /// <summary>The images of a split.</summary>
    public static ImageSet Of(Dataset data, string split) => split switch
    {
        "train" => data.Train,
        "validation" => data.Validation,
        _ => data.Test,
    };
}
