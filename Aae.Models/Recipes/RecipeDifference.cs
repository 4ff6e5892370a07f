using System.Text.Json.Nodes;

namespace Aae.Models.Recipes;

/// <summary>The keys in which two recipes differ, for a message.</summary>
internal static class RecipeDifference
{
    private const int MostShown = 3;
    private const string Absent = "absent";

    /// <summary>As in "seed is 2 and was 1"; null if the recipes are the same.</summary>
    /// <param name="now">The one.</param>
    /// <param name="before">The other.</param>
    public static string? Of(Recipe now, Recipe before)
    {
        var differences = new List<string>();
        Compare("", JsonNode.Parse(RecipeJson.Write(now)), JsonNode.Parse(RecipeJson.Write(before)), differences);
        string more = differences.Count > MostShown ? $" and {differences.Count - MostShown} more" : "";
        return differences.Count == 0 ? null : string.Join(", ", differences.Take(MostShown)) + more;
    }

    /// <summary>
    /// The same of the recipe with which a run is to go on and the run's own: its number of epochs may have grown, and another
    /// sentence about it makes no other recipe.
    /// </summary>
    /// <param name="wanted">What it is to go on with.</param>
    /// <param name="own">What it was so far.</param>
    public static string? OfResumed(Recipe wanted, Recipe own) =>
        Of(wanted with { Epochs = wanted.Epochs >= own.Epochs ? own.Epochs : wanted.Epochs, About = own.About }, own);

    private static void Compare(string path, JsonNode? now, JsonNode? before, List<string> differences)
    {
        if (JsonNode.DeepEquals(now, before))
        {
            return;
        }

        if (now is JsonObject fields && before is JsonObject fieldsBefore)
        {
            foreach (string key in fields.Select(field => field.Key).Union(fieldsBefore.Select(field => field.Key)))
            {
                Compare(path.Length == 0 ? key : $"{path}.{key}", fields[key], fieldsBefore[key], differences);
            }
        }
        else
        {
            differences.Add($"{path} is {Text(now)} and was {Text(before)}");
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? Absent;
}
