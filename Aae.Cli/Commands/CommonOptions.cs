using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Aae.Core.Data;
using Aae.Core.Threading;

namespace Aae.Cli.Commands;

/// <summary>Options that several commands have, and how numbers are read.</summary>
internal static class CommonOptions
{
    /// <summary>An option with a whole number.</summary>
    /// <param name="name">Its name, with the dashes.</param>
    /// <param name="description">What it means.</param>
    /// <param name="least">The least number that is allowed.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="aliases">Other names.</param>
    public static Option<T?> Whole<T>(string name, string description, T least, T most, params string[] aliases)
        where T : struct, IBinaryInteger<T> => new(name, aliases)
        {
            Description = description,
            HelpName = "N",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
                {
                    return number;
                }

                string typed = (result.Parent as OptionResult)?.IdentifierToken?.Value ?? name;
                result.AddError($"{typed} {text}: allowed is a whole number from {least} to {most}");
                return null;
            },
        };

    /// <summary>--threads.</summary>
    public static Option<int?> Threads() => Whole("--threads", "Threads to work with. [default: all that the process may use]", 1, WorkerTeam.MaxThreads);

    /// <summary>The team that --threads asks for.</summary>
    public static WorkerTeam Team(int? threads) => threads is { } number ? new WorkerTeam(number) : WorkerTeam.Default;

    /// <summary>--seed.</summary>
    public static Option<ulong?> Seed(string description) => Whole("--seed", description, ulong.MinValue, ulong.MaxValue);

    /// <summary>--data-dir.</summary>
    public static Option<string?> DataDir() => new("--data-dir")
    {
        Description = $"The folder of data sets. [default: {DataFolder.Variable}, else aae/data among the user's application data]",
        HelpName = "DIR",
    };

    /// <summary>--json.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };
}
