namespace Aae.Models.Recipes;

/// <summary>Which keys a recipe needs and knows whose prior is a generator that learns the law of the codes.</summary>
internal static class MomentRules
{
    /// <summary>A generative moment matching network on the codes of an autoencoder.</summary>
    public const string Variant = "gmmn";

    /// <summary>Checks which keys stand together.</summary>
    /// <param name="check">Refuses what does not.</param>
    /// <param name="recipe">A recipe of a variant that there is.</param>
    public static void Check(RecipeCheck check, Recipe recipe)
    {
        bool isGenerated = recipe.Variant == Variant;
        check.Needs("generator", recipe.Generator, recipe.Variant, [Variant]);
        check.Needs("moments", recipe.Moments, recipe.Variant, [Variant]);
        check.That(
            recipe.Code.Z.Prior is GeneratorPriorRecipe == isGenerated,
            "code.z.prior.kind",
            PriorRules.KindOf(recipe.Code.Z.Prior),
            isGenerated ? $"generator in the variant {Variant}" : $"another kind: a generator is learned in the variant {Variant}");
        if (!isGenerated)
        {
            return;
        }

        check.That(
            recipe.Code.Z.Posterior is DeterministicPosteriorRecipe, "code.z.posterior.kind", "gaussian", $"none in the variant {Variant}, whose code is a sigmoid of the image");
        check.Whole("moments.after", recipe.Moments!.After, 1, 1_000_000);
        check.That(recipe.Epochs > recipe.Moments.After, "epochs", recipe.Epochs, $"more than {recipe.Moments.After}, those of the autoencoder");
        check.Whole("moments.deviations, number of kernels", recipe.Moments.Deviations.Count, 1, 100);
        for (int i = 0; i < recipe.Moments.Deviations.Count; i++)
        {
            float deviation = recipe.Moments.Deviations[i];
            check.That(deviation is >= 1e-6f and <= 1e6f, $"moments.deviations.{i}", deviation, "a number from 1e-6 to 1e6");
        }
    }
}
