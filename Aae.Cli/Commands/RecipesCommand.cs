using System.CommandLine;
using Aae.Cli.Output;
using Aae.Models.Recipes;

namespace Aae.Cli.Commands;

/// <summary>aae recipes: lists the built-in recipes, and shows one.</summary>
internal static class RecipesCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Verb("recipes", "List the built-in recipes, or show one as JSON.", "aae recipes", "aae recipes show digits-2d > my.json")
        {
            Show(terminal),
        };
        Option<bool> json = CommonOptions.Json();
        command.Add(json);
        command.SetAction(parse => List(terminal, parse.GetValue(json)));
        return command;
    }

    private static Verb Show(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "A built-in recipe, or the path of a .json file." };
        name.CompletionSources.Add(_ => RecipeCatalog.Names);
        var command = new Verb("show", "Print a recipe as JSON, every key written out: the start of a recipe of your own.", "aae recipes show digits-2d > my.json")
        {
            name,
        };
        command.SetAction(parse =>
        {
            terminal.Results.WriteLine(RecipeJson.Write(RecipeSource.Load(parse.GetRequiredValue(name))));
            return ExitCode.Success;
        });
        return command;
    }

    private static int List(Terminal terminal, bool json)
    {
        Recipe[] recipes = [.. RecipeCatalog.Names.Select(name => RecipeCatalog.Load(name))];
        if (json)
        {
            terminal.Results.WriteLine(Json.Of<IReadOnlyList<RecipeSummary>>(
                [.. recipes.Select(recipe => new RecipeSummary(recipe.Name, recipe.About, recipe.Data.Name, recipe.Epochs))]));
        }
        else
        {
            Table.Write(terminal, [], [.. recipes.Select(recipe => new[] { recipe.Name, recipe.About })]);
        }

        return ExitCode.Success;
    }
}
