using System.Reflection;
using System.Text;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;

namespace Aae.Models.Recipes;

/// <summary>The recipes that ship with the program, and recipes from files.</summary>
public static class RecipeCatalog
{
    private const string Folder = "Recipes.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Assembly Home = typeof(RecipeCatalog).Assembly;

    /// <summary>The names of the built-in recipes, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Loads a recipe.</summary>
    /// <param name="nameOrFile">A built-in recipe's name, or the path of a .json file.</param>
    /// <param name="overrides">Assignments "path=value" that replace or add keys, as in "phases.generator.rate=0.05".</param>
    /// <exception cref="AaeException">There is no such recipe, or it is not valid.</exception>
    public static Recipe Load(string nameOrFile, params IEnumerable<string> overrides)
    {
        if (Names.Contains(nameOrFile))
        {
            return WithWholePaths(RecipeJson.Read(BuiltIn(nameOrFile), nameOrFile, overrides), Environment.CurrentDirectory);
        }

        if (!nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new AaeException($"there is no recipe '{nameOrFile}'; built in are {string.Join(", ", Names)}, and a path ending in .json is read as a file");
        }

        Recipe recipe = RecipeJson.Read(ReadText(nameOrFile), nameOrFile, overrides);
        return WithWholePaths(recipe, Path.GetDirectoryName(Path.GetFullPath(nameOrFile))!);
    }

    /// <summary>Reads a recipe file's text.</summary>
    /// <exception cref="AaeException">The file is missing, too long, or not UTF-8.</exception>
    internal static string ReadText(string path)
    {
        using var file = InputFile.Open(path);
        try
        {
            using var reader = new StreamReader(new MemoryStream(file.ReadToEnd(RecipeJson.LongestText, "a recipe")), StrictUtf8);
            return reader.ReadToEnd(); // without the mark that some editors put first
        }
        catch (DecoderFallbackException e)
        {
            throw new AaeException($"{path}: a recipe is written in UTF-8, which this file is not", e);
        }
    }

    // So that a run can be used from any folder.
    private static Recipe WithWholePaths(Recipe recipe, string folder)
    {
        DataRecipe data = recipe.Data;
        if (!Datasets.IsKnown(data.Name) && new[] { Environment.CurrentDirectory, folder }.Select(from => Path.Combine(from, data.Name)).FirstOrDefault(Path.Exists) is { } path)
        {
            data = data with { Name = Path.GetFullPath(path) };
        }

        CodeRecipe code = recipe.Code with { Z = recipe.Code.Z with { Prior = WithWholePath(recipe.Code.Z.Prior, folder) } };
        return recipe with { Data = data, Code = code with { Y = code.Y is { } y ? y with { Prior = WithWholePath(y.Prior, folder) } : null } };
    }

    private static PriorRecipe WithWholePath(PriorRecipe prior, string folder) => prior is EmpiricalPriorRecipe empirical
        ? empirical with { File = File.Exists(empirical.File) ? Path.GetFullPath(empirical.File) : Path.GetFullPath(empirical.File, folder) }
        : prior;

    private static string BuiltIn(string name)
    {
        using Stream stream = Home.GetManifestResourceStream($"{Folder}{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
