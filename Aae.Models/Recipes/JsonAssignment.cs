using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Recipes;

/// <summary>An assignment "path=value" to a JSON document, as in "phases.generator.rate=0.05" or "encoder.hidden=[500, 500]"; "path=null" removes a key.</summary>
internal static class JsonAssignment
{
    private const int MostKeys = 16; // more than any recipe has

    public static void Apply(JsonNode root, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw Wrong(assignment, "allowed is path=value, as in epochs=5 or phases.generator.rate=0.05");
        }

        string[] path = assignment[..equals].Split('.');
        if (path.Length > MostKeys)
        {
            throw Wrong(assignment, $"a path has at most {MostKeys} keys, not {path.Length}");
        }

        JsonNode? value = Parse(assignment, assignment[(equals + 1)..]);
        JsonNode node = root;
        for (int place = 0; place < path.Length - 1; place++)
        {
            string key = path[place];
            node = node switch
            {
                JsonObject fields when fields[key] is { } child => child,
                JsonArray items when Index(key) is { } i && i < items.Count && items[i] is { } child => child,
                JsonObject when Index(path[place + 1]) is not null =>
                    throw Wrong(assignment, $"the recipe has no list there; {InputFile.OneLine(string.Join('.', path[..(place + 1)]))}=[...] would give it one"),
                JsonObject fields => Add(fields, key),
                _ => throw Wrong(assignment, $"there is nothing at {InputFile.Quote(key)}"),
            };
        }

        switch (node)
        {
            case JsonObject fields when value is null:
                fields.Remove(path[^1]);
                break;
            case JsonObject fields:
                fields[path[^1]] = value;
                break;
            case JsonArray items when Index(path[^1]) is { } i && i <= items.Count:
                if (i == items.Count)
                {
                    items.Add(value);
                }
                else
                {
                    items[i] = value;
                }

                break;
            case JsonArray items:
                throw Wrong(assignment, $"the list has the places 0 to {items.Count}, not {InputFile.Quote(path[^1])}");
            default:
                throw Wrong(assignment, $"a value stands where {InputFile.Quote(path[^1])} would be a key");
        }
    }

    // A key that the recipe left out: whether it exists at all is seen when the whole is checked.
    private static JsonObject Add(JsonObject fields, string key)
    {
        var child = new JsonObject();
        fields[key] = child;
        return child;
    }

    private static AaeException Wrong(string assignment, string problem) => new($"--set {InputFile.OneLine(assignment)}: {problem}");

    private static int? Index(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    // What is no JSON is a text, so that --set code.z.prior.kind=gaussian needs no quotes.
    private static JsonNode? Parse(string assignment, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: RecipeJson.ReadOptions);
        }
        catch (JsonException)
        {
            return text.StartsWith('{') || text.StartsWith('[')
                ? throw Wrong(assignment, "the value is no valid JSON")
                : JsonValue.Create(text);
        }
        catch (Exception e) when (RecipeJson.IsBrokenText(e))
        {
            throw Wrong(assignment, "the value is no valid Unicode");
        }
    }
}
