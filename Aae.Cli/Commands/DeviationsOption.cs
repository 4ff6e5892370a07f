using System.CommandLine;
using System.Globalization;
using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Cli.Commands;

/// <summary>The options --grid and --sigma: standard deviations of a Parzen window.</summary>
internal static class DeviationsOption
{
    private const int Most = 100;

    public static Option<IReadOnlyList<double>?> CreateGrid() => new("--grid")
    {
        Description = "The σ among which validation images choose: FIRST..LAST:COUNT in equal ratios, or a list as 0.1,0.2,0.3. [default: 0.1..1:10]",
        HelpName = "GRID",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            try
            {
                if (Parse(text) is { } grid)
                {
                    return new ParzenOptions { Deviations = grid }.Deviations;
                }
            }
            catch (AaeException)
            {
                // said below
            }

            result.AddError($"--grid {text}: allowed are 2 to {Most} ascending numbers from 1e-6 to 1e6, as 0.1..1:10 or 0.1,0.2,0.3");
            return null;
        },
    };

    public static Option<double?> CreateOne() => new("--sigma")
    {
        Description = "σ itself: nothing is chosen.",
        HelpName = "S",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Number(text) is { } sigma and >= 1e-6 and <= 1e6)
            {
                return sigma;
            }

            result.AddError($"--sigma {text}: allowed is a number from 1e-6 to 1e6");
            return null;
        },
    };

    private static IReadOnlyList<double>? Parse(string text)
    {
        if (text.Split("..") is [var first, var rest] && rest.Split(':') is [var last, var count])
        {
            return Number(first) is { } low and > 0 && Number(last) is { } high && high > low
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 2 and <= Most
                ? ParzenOptions.LogGrid(low, high, number)
                : null;
        }

        double?[] values = [.. text.Split(',').Select(Number)];
        return values.Length is >= 2 and <= Most && values.All(value => value is not null) ? [.. values.Select(value => value!.Value)] : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
