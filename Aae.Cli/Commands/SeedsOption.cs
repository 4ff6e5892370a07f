using System.CommandLine;
using System.Globalization;

namespace Aae.Cli.Commands;

/// <summary>The option --seeds: several runs that differ in their seed.</summary>
internal static class SeedsOption
{
    private const string Name = "--seeds";
    private const ulong Most = 1000;

    /// <summary>The option.</summary>
    /// <param name="description">What the seeds are for.</param>
    public static Option<IReadOnlyList<ulong>?> Create(string description) => new(Name)
    {
        Description = description,
        HelpName = "A..B",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is { } seeds)
            {
                return seeds;
            }

            result.AddError($"{Name} {text}: allowed are whole numbers from 0 and ranges of them, as 0..4 or 1,5,7, each once and {Most} at most");
            return null;
        },
    };

    private static List<ulong>? Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (string word in text.Split(','))
        {
            string[] ends = word.Split("..");
            if (ends.Length > 2 || !TryParse(ends[0], out ulong first) || !TryParse(ends[^1], out ulong last) || last < first || last - first >= Most)
            {
                return null;
            }

            seeds.AddRange(Enumerable.Range(0, (int)(last - first) + 1).Select(i => first + (ulong)i));
        }

        return (ulong)seeds.Count <= Most && seeds.Distinct().Count() == seeds.Count ? seeds : null;
    }

    private static bool TryParse(string word, out ulong seed) => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
