using System.CommandLine;
using System.Globalization;

namespace Aae.Cli.Commands;

/// <summary>Options with several whole numbers, as 0..4 or 0,3,7: --seeds, and --class of classes.</summary>
internal static class SeedsOption
{
    private const int Most = 1000;

    public static Option<IReadOnlyList<ulong>?> Create(string description, string name = "--seeds", string helpName = "SEEDS") => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is { } seeds)
            {
                return seeds;
            }

            result.AddError($"{name} {text}: allowed are different whole numbers, at most {Most}, as 0..4 or 0,3,7");
            return null;
        },
    };

    private static List<ulong>? Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (string item in text.Split(','))
        {
            string[] ends = item.Split("..");
            if (ends.Length > 2 || !TryParse(ends[0], out ulong first) || !TryParse(ends[^1], out ulong last) || last < first || last - first >= Most)
            {
                return null;
            }

            for (ulong i = 0; i <= last - first; i++)
            {
                seeds.Add(first + i);
            }
        }

        return seeds.Count <= Most && seeds.Distinct().Count() == seeds.Count ? seeds : null;
    }

    private static bool TryParse(string text, out ulong seed) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
