using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aae.Core;

namespace Aae.Models.Recipes;

/// <summary>An assignment "path=value" to a JSON document, as in "phases.generator.rate=0.05" or "encoder.hidden=[500, 500]"; "path=null" removes a key.</summary>
internal static class JsonAssignment
{
    public static void Apply(JsonNode root, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new AaeException($"--set {assignment}: allowed is path=value, as in epochs=5 or phases.generator.rate=0.05");
        }

        string[] path = assignment[..equals].Split('.');
        JsonNode? value = Parse(assignment, assignment[(equals + 1)..]);
        JsonNode node = root;
        foreach (string key in path[..^1])
        {
            node = node switch
            {
                JsonObject fields when fields[key] is { } child => child,
                JsonArray items when Index(key) is { } i && i < items.Count && items[i] is { } child => child,
                JsonObject fields => Add(fields, key),
                _ => throw new AaeException($"--set {assignment}: there is nothing at '{key}'"),
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
                throw new AaeException($"--set {assignment}: the list has the places 0 to {items.Count}, not '{path[^1]}'");
            default:
                throw new AaeException($"--set {assignment}: a value stands where '{path[^1]}' would be a key");
        }
    }

    // A key that the recipe left out: whether it exists at all is seen when the whole is checked.
    private static JsonObject Add(JsonObject fields, string key)
    {
        var child = new JsonObject();
        fields[key] = child;
        return child;
    }

    private static int? Index(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    // What is no JSON is a text, so that --set code.z.prior.kind=gaussian needs no quotes.
    private static JsonNode? Parse(string assignment, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: RecipeJson.ReadOptions);
        }
        catch (JsonException e)
        {
            return text.StartsWith('{') || text.StartsWith('[')
                ? throw new AaeException($"--set {assignment}: the value is no valid JSON", e)
                : JsonValue.Create(text);
        }
    }
}
