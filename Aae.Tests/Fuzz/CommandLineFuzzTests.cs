using System.CommandLine;
using Aae.Cli;
using Aae.Cli.Output;

namespace Aae.Tests.Fuzz;

/// <summary>Random words through the parser and the text of its complaint; nothing is run.</summary>
[Category("Fuzz")]
internal sealed class CommandLineFuzzTests
{
    private const int Mutants = 3_000;

    private static readonly string[] _odd =
    [
        "-", "--", "---", "--=", "-n5", "-n=5", "-n", "--seed=", "--seed=1", "--set=a=b", "/", "/?", "-?", "--version", "[suggest]", "[suggest:3]", "[debug]", "@file", "@", "a b", "'", "\"", "\\",
        "\n", "a\nb", "\0", "\t", "\ud800", "é", "=", "0", "-1", "1e999", "99999999999999999999", "NaN", "RUN", "x.png", "x.npy", ".", "..", new string('a', 5000), "--" + new string('b', 500),
    ];

    [Test]
    public void Every_command_line_is_parsed_or_answered_in_one_line()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null);
        string[] words = [.. Words(Application.Parse([], terminal).RootCommandResult.Command).Concat(_odd).Distinct()];
        int wrong = 0;
        for (int mutant = 0; mutant < Mutants; mutant++)
        {
            var dice = new Dice(nameof(CommandLineFuzzTests), mutant);
            string[] line = [.. Enumerable.Range(0, dice.Below(7)).Select(_ => Slipped(dice.Pick(words), dice))];
            string which = $"mutant {mutant}: {string.Join(" ", line)}";
            try
            {
                ParseResult parse = Application.Parse(line, terminal);
                Assert.That(UsageText.CommandPath(parse), Does.StartWith("aae"), which);
                if (UsageText.Of(parse) is { } complaint)
                {
                    wrong++;
                    Assert.That(complaint, Is.Not.Empty, which);
                }
            }
            catch (Exception failure) when (failure is not AssertionException)
            {
                Assert.Fail($"{which}: {failure}");
            }
        }

        Assert.That(wrong, Is.InRange(Mutants / 3, Mutants - 20));
    }

    // The names of all commands and options.
    private static IEnumerable<string> Words(Command command) =>
        [command.Name, .. command.Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]), .. command.Subcommands.SelectMany(Words)];

    // One word in five with a letter missing, doubled or changed.
    private static string Slipped(string word, Dice dice)
    {
        if (word.Length == 0 || !dice.OneIn(5))
        {
            return word;
        }

        int at = dice.Below(word.Length);
        return dice.Below(3) switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, word[at..(at + 1)]),
            _ => word.Remove(at, 1).Insert(at, ((char)dice.Below(0x250)).ToString()),
        };
    }
}
