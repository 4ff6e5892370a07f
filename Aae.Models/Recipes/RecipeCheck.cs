using System.Globalization;
using System.Numerics;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Recipes;

/// <summary>Refuses what is not allowed in a recipe, in one line that names key, value and what is allowed.</summary>
/// <param name="source">Where the recipe came from: a file or a built-in name.</param>
internal sealed class RecipeCheck(string source)
{
    /// <summary>Refuses a value for which a condition does not hold.</summary>
    public void That(bool holds, string key, object value, string allowed)
    {
        if (!holds)
        {
            string shown = value is string text ? $"\"{InputFile.OneLine(text)}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            throw new AaeException($"{source}: {key} = {shown}: allowed is {allowed}");
        }
    }

    /// <summary>Refuses a recipe without a key that its variant needs, or with one that it does not know.</summary>
    public void Needs(string key, object? value, string variant, string[] variants, params string[] optionalIn)
    {
        Knows(key, value, variant, [.. variants, .. optionalIn]);
        if (value is null && variants.Contains(variant))
        {
            throw new AaeException($"{source}: the key '{key}' is missing, which the variant {variant} needs");
        }
    }

    /// <summary>Refuses a key that has no meaning in the variant.</summary>
    public void Knows(string key, object? value, string variant, string[] variants)
    {
        if (value is not null && !variants.Contains(variant))
        {
            throw new AaeException(
                $"{source}: the key '{key}' has no meaning in the variant {variant}, only in {string.Join(", ", variants)} ({key}=null takes it out)");
        }
    }

    /// <summary>Refuses a key without what it belongs to, and that without the key.</summary>
    public void Goes(string key, object? value, string with, bool isThere)
    {
        if (value is null == isThere)
        {
            throw new AaeException($"{source}: the key '{key}' {(isThere ? $"is missing, which {with} needs" : $"has no meaning without {with} ({key}=null takes it out)")}");
        }
    }

    /// <summary>Refuses keys that have no meaning beside another.</summary>
    public void Alone(string key, params (string Key, object? Value)[] others)
    {
        if (Array.Find(others, other => other.Value is not null).Key is { } beside)
        {
            throw new AaeException($"{source}: the key '{beside}' has no meaning beside '{key}' ({beside}=null takes it out)");
        }
    }

    public void Whole(string key, int value, int least, int most) =>
        That(value >= least && value <= most, key, value, $"a whole number from {least} to {most}");

    public void Positive(string key, float value) => That(value > 0 && float.IsFinite(value), key, value, "a finite number above 0");

    public void NotNegative(string key, float value) => That(value >= 0 && float.IsFinite(value), key, value, "a finite number from 0 up");

    public void Between(string key, float value, float least, float most) =>
        That(value >= least && value <= most, key, value, FormattableString.Invariant($"a number from {least} to {most}"));

    public void Share<T>(string key, T value)
        where T : IFloatingPoint<T> => That(value >= T.Zero && value < T.One, key, value, "a number from 0 to below 1");

    public void OneOf(string key, string value, IReadOnlyCollection<string> names) =>
        That(names.Contains(value), key, value, $"one of {string.Join(", ", names)}");
}
