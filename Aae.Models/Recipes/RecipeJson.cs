using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Models.Recipes;

/// <summary>Recipes as JSON, with errors that name the key.</summary>
public static class RecipeJson
{
    /// <summary>The longest text that is read: a recipe has a few thousand characters.</summary>
    internal const int LongestText = 1 << 20;

    // § and ² as themselves: the text is for people.
    private static readonly RecipeContext Readable =
        new(new JsonSerializerOptions(RecipeContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static readonly JsonDocumentOptions ReadOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The recipe as indented JSON, every key written out.</summary>
    /// <param name="recipe">The recipe.</param>
    public static string Write(Recipe recipe) => JsonSerializer.Serialize(recipe, Readable.Recipe);

    /// <summary>Reads and checks a recipe.</summary>
    /// <param name="json">The text; comments and trailing commas are allowed.</param>
    /// <param name="source">Where it came from, for error messages.</param>
    /// <param name="overrides">Assignments "path=value" that replace or add keys.</param>
    /// <exception cref="AaeException">The text is no JSON, a key is unknown or missing, or a value is not allowed.</exception>
    public static Recipe Read(string json, string source, IEnumerable<string>? overrides = null)
    {
        if (json.Length > LongestText)
        {
            throw new AaeException($"{source}: a recipe of {json.Length} characters is more than the {LongestText} that are read");
        }

        JsonNode root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: ReadOptions) ?? throw new AaeException($"{source}: null is no recipe");
        }
        catch (JsonException e) when (e.LineNumber is null)
        {
            throw new AaeException($"{source}: a key stands twice in one object: {InputFile.OneLine(e.Message)}", e);
        }
        catch (JsonException e)
        {
            throw new AaeException($"{source}: no valid JSON, line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", e);
        }
        catch (Exception e) when (IsBrokenText(e))
        {
            throw new AaeException($"{source}: a text is no valid Unicode", e);
        }

        foreach (string assignment in overrides ?? [])
        {
            JsonAssignment.Apply(root, assignment);
        }

        Recipe recipe;
        try
        {
            JsonKeys.Check(root, RecipeContext.Default.Recipe, source);
            recipe = root.Deserialize(RecipeContext.Default.Recipe)!;
        }
        catch (JsonException e)
        {
            throw new AaeException($"{source}: {e.Path?.TrimStart('$', '.')}: the value is not of the kind that stands here", e);
        }
        catch (Exception e) when (IsBrokenText(e))
        {
            throw new AaeException($"{source}: a text is no valid Unicode", e);
        }

        RecipeRules.Check(recipe, source);
        return recipe;
    }

    /// <summary>Whether an exception says that a text holds half of a pair of UTF-16 surrogates, escaped or not.</summary>
    internal static bool IsBrokenText(Exception failure) => failure is InvalidOperationException or ArgumentException;
}

/// <summary>Serialization code for recipes, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeContext : JsonSerializerContext;
