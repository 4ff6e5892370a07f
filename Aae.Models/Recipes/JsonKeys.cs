using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Recipes;

/// <summary>
/// Holds a JSON document against the type that it is to become, key by key, so that a typing error is answered with the key's
/// full path and the keys that are allowed there.
/// </summary>
internal static class JsonKeys
{
    public static void Check(JsonNode? node, JsonTypeInfo type, string source, string path = "")
    {
        string Here(string key) => path.Length == 0 ? key : $"{path}.{key}";

        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject fields:
                string? discriminator = type.PolymorphismOptions?.TypeDiscriminatorPropertyName;
                if (discriminator is not null)
                {
                    type = Derived(fields, type, source, Here(discriminator));
                }

                foreach ((string key, JsonNode? value) in fields)
                {
                    if (key == discriminator)
                    {
                        continue;
                    }

                    JsonPropertyInfo property = type.Properties.FirstOrDefault(property => property.Name == key)
                        ?? throw new AaeException(
                            $"{source}: unknown key {InputFile.Quote(Here(key))}; allowed are {string.Join(", ", type.Properties.Select(property => property.Name).DefaultIfEmpty("no others"))}"
                            + (discriminator is null ? "" : $" with this {discriminator} ({InputFile.OneLine(Here(key))}=null takes it out)"));
                    JsonTypeInfo expected = type.Options.GetTypeInfo(property.PropertyType);
                    if (value is null && !property.IsSetNullable)
                    {
                        throw NotAllowed(value, expected, source, Here(key));
                    }

                    Check(value, expected, source, Here(key));
                }

                if (type.Properties.FirstOrDefault(property => property.IsRequired && !fields.ContainsKey(property.Name)) is { } missing)
                {
                    throw new AaeException($"{source}: the key '{Here(missing.Name)}' is missing");
                }

                break;

            case JsonTypeInfoKind.Enumerable when node is JsonArray items:
                JsonTypeInfo element = type.Options.GetTypeInfo(type.ElementType!);
                for (int i = 0; i < items.Count; i++)
                {
                    Check(items[i] ?? throw NotAllowed(null, element, source, Here($"{i}")), element, source, Here($"{i}"));
                }

                break;

            default:
                CheckValue(node, type, source, path);
                break;
        }
    }

    private static JsonTypeInfo Derived(JsonObject fields, JsonTypeInfo type, string source, string path)
    {
        string shown = fields[type.PolymorphismOptions!.TypeDiscriminatorPropertyName]?.ToJsonString() ?? "null";
        string kind = shown.Trim('"');
        IList<JsonDerivedType> kinds = type.PolymorphismOptions.DerivedTypes;
        foreach (JsonDerivedType derived in kinds)
        {
            if (kind.Equals(derived.TypeDiscriminator))
            {
                return type.Options.GetTypeInfo(derived.DerivedType);
            }
        }

        throw new AaeException($"{source}: {path} = {Shorten(shown)}: allowed is one of {string.Join(", ", kinds.Select(derived => derived.TypeDiscriminator))}");
    }

    private static void CheckValue(JsonNode? node, JsonTypeInfo type, string source, string path)
    {
        try
        {
            node.Deserialize(type);
        }
        catch (JsonException e)
        {
            throw NotAllowed(node, type, source, path, e);
        }
    }

    private static AaeException NotAllowed(JsonNode? node, JsonTypeInfo type, string source, string path, Exception? cause = null)
    {
        string where = path.Length == 0 ? source : $"{source}: {path}";
        string message = $"{where} = {Shorten(node?.ToJsonString() ?? "null")}: allowed is {Describe(type)}";
        return cause is null ? new AaeException(message) : new AaeException(message, cause);
    }

    private static string Describe(JsonTypeInfo type) => (Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(BatchNormRecipe) => "true, false, or a list of them, one for each layer",
        var t when t == typeof(string) => "a text in quotes",
        var t when t == typeof(float) || t == typeof(double) => "a number",
        var t when t == typeof(ulong) => $"a whole number in digits from 0 to {ulong.MaxValue}",
        var t when t.IsPrimitive => $"a whole number in digits up to {int.MaxValue}",
        _ when type.Kind == JsonTypeInfoKind.Enumerable => "a list in brackets",
        _ => "an object in braces",
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
