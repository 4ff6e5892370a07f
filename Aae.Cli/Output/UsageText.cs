using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Aae.Cli.Output;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class UsageText
{
    /// <summary>The first error of a command line, in the tone of the program's other messages; null if there is none.</summary>
    public static string? Of(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        if (parse.Action is not ParseErrorAction)
        {
            // The parser takes a misspelt option for an argument where one can stand.
            return parse.Action == command.Action && Words(parse).FirstOrDefault(IsOption) is { } misspelt ? Unknown(command, misspelt) : null;
        }

        if ((Words(parse).FirstOrDefault(IsOption) ?? parse.UnmatchedTokens.FirstOrDefault()) is { } unknown)
        {
            return Unknown(command, unknown);
        }

        if (command.Action is null)
        {
            return $"a command is missing: one of {string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name))}";
        }

        return command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parse.GetResult(argument)?.Tokens is not { Count: > 0 }) is { } missing
            ? $"{missing.Name} is missing: {Sentence(missing.Description)}"
            : Sentence(parse.Errors[0].Message);
    }

    /// <summary>The command as it was typed, as in "aae data fetch".</summary>
    public static string CommandPath(ParseResult parse)
    {
        string path = "";
        for (SymbolResult? result = parse.CommandResult; result is CommandResult { Parent: not null } command; result = command.Parent)
        {
            path = $" {command.Command.Name}{path}";
        }

        return $"aae{path}";
    }

    private static IEnumerable<string> Words(ParseResult parse) => parse.CommandResult.Command.Arguments
        .SelectMany(argument => parse.GetResult(argument)?.Tokens ?? []).Select(token => token.Value);

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    private static string Unknown(Command command, string word)
    {
        string kind = IsOption(word) ? "option" : command.Action is null ? "command" : "argument";
        IEnumerable<string> names = IsOption(word) ? command.Options.Select(option => option.Name) : command.Subcommands.Select(subcommand => subcommand.Name);
        return $"unknown {kind} '{word}'" + (Nearest(word, names) is { } name ? $"; did you mean '{name}'?" : "");
    }

    private static string Sentence(string? text)
    {
        string line = (text ?? "").ReplaceLineEndings(" ").Replace("\t", "").TrimEnd('.', ' ');
        return line.Length > 1 && !char.IsUpper(line[1]) ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }

    // A word within two slips of the one that was typed, and closer to it than to nothing.
    private static string? Nearest(string word, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Slips: Slips(word, name)))
            .Where(candidate => candidate.Slips <= 2 && candidate.Slips < candidate.Name.Length - 1)
            .OrderBy(candidate => candidate.Slips)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    // The Levenshtein distance: letters to insert, delete or replace.
    private static int Slips(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
