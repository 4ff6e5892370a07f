using Aae.Core;
using Aae.Models.Recipes;

namespace Aae.Cli.Commands;

/// <summary>Loads recipes, and tells what the user typed wrong from what is wrong in a file.</summary>
internal static class RecipeSource
{
    /// <summary>Loads a recipe.</summary>
    /// <param name="nameOrFile">A built-in recipe's name, or the path of a .json file.</param>
    /// <param name="overrides">Assignments "path=value" from the command line.</param>
    /// <exception cref="UsageException">The name is not known, or an assignment is wrong.</exception>
    /// <exception cref="AaeException">The file is wrong.</exception>
    public static Recipe Load(string nameOrFile, params IReadOnlyList<string> overrides)
    {
        try
        {
            return RecipeCatalog.Load(nameOrFile, overrides);
        }
        catch (AaeException e) when (!IsFile(nameOrFile) || (overrides.Count > 0 && IsValid(nameOrFile)))
        {
            throw new UsageException(e.Message);
        }
    }

    private static bool IsFile(string nameOrFile) => nameOrFile.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsValid(string file)
    {
        try
        {
            RecipeCatalog.Load(file);
            return true;
        }
        catch (AaeException)
        {
            return false;
        }
    }
}
