namespace Aae.Models.Recipes;

/// <summary>Which keys a recipe needs and knows: some variants, priors and matches have keys that have no meaning in others.</summary>
internal static class VariantRules
{
    /// <summary>The variant without an adversary.</summary>
    public const string Variational = "vae";

    /// <summary>The variant whose adversary judges images; it has no encoder.</summary>
    public const string Gan = "gan";

    private const string Reduction = "dimensionality-reduction";

    /// <summary>Checks which keys stand together.</summary>
    /// <param name="check">Refuses what does not.</param>
    /// <param name="recipe">A recipe of a variant that there is.</param>
    public static void Check(RecipeCheck check, Recipe recipe)
    {
        string[] withY = ["semi-supervised", "clustering", "supervised", Reduction];
        string[] withAdversaryOfY = ["semi-supervised", "clustering", Reduction];
        string[] withLabels = ["semi-supervised", "label-regularized", Reduction];
        check.Needs("encoder", recipe.Encoder, recipe.Variant, Without(Gan));
        check.Needs("code.y", recipe.Code.Y, recipe.Variant, withY);
        check.Knows("discriminatorY", recipe.DiscriminatorY, recipe.Variant, withAdversaryOfY);
        check.Needs("phases.classification", recipe.Phases.Classification, recipe.Variant, ["semi-supervised"], optionalIn: [Reduction]);
        check.Knows("data.labels", recipe.Data.Labels, recipe.Variant, withLabels);
        check.Knows("data.labelledBatch", recipe.Data.LabelledBatch, recipe.Variant, ["semi-supervised", Reduction]);
        check.Knows("consistency", recipe.Consistency, recipe.Variant, withAdversaryOfY);
        check.Knows("phases.consistency", recipe.Phases.Consistency, recipe.Variant, withAdversaryOfY);
        check.Goes("phases.consistency", recipe.Phases.Consistency, "consistency", recipe.Consistency is not null);
        check.Needs("code.heads", recipe.Code.Heads, recipe.Variant, [Reduction]);
        check.Goes("phases.heads", recipe.Phases.Heads, "code.heads of the kind learned", recipe.Code.Heads is LearnedHeadsRecipe);
        if (recipe.Variant == Reduction && recipe.Phases.Classification is null)
        {
            const string none = "none without phases.classification: nothing would read the labels";
            check.That(recipe.Data.Labels is null, "data.labels", recipe.Data.Labels ?? 0, none);
            check.That(recipe.Data.LabelledBatch is null, "data.labelledBatch", recipe.Data.LabelledBatch ?? 0, none);
        }

        check.That(
            recipe.Code.Heads is not FixedHeadsRecipe || recipe.Code.Y!.Classes == recipe.Code.Z.Size,
            "code.z.size",
            recipe.Code.Z.Size,
            $"{recipe.Code.Y?.Classes}, the number of classes, as fixed heads are s·I");
        check.Knows("code.y.ramp", recipe.Code.Y?.Ramp, recipe.Variant, withAdversaryOfY);
        check.That(
            recipe.Variant != "label-regularized" || recipe.Code.Z.Prior is MixturePriorRecipe or SwissRollPriorRecipe,
            "code.z.prior.kind",
            PriorRules.KindOf(recipe.Code.Z.Prior),
            "mixture or swiss-roll in the variant label-regularized, which needs a component for each class");
        check.That(
            recipe.Code.Y?.Prior is null or CategoricalPriorRecipe || withAdversaryOfY.Contains(recipe.Variant),
            "code.y.prior.kind",
            recipe.Code.Y is { } y ? PriorRules.KindOf(y.Prior) : "",
            $"categorical in the variant {recipe.Variant}, in which nothing pulls y onto a prior: the label is given");
        CheckMatch(check, recipe);
        check.Knows("code.z.ramp", recipe.Code.Z.Ramp, recipe.Variant, Without([Gan, MomentRules.Variant, .. LayerRules.Variants]));
        check.That(recipe.Code.Z.Ramp is null || recipe.Phases.Generator is not null, "code.z.ramp", recipe.Code.Z.Ramp ?? 0, "none without phases.generator, whose loss it weighs");
    }

    // What matches the codes with the prior, and in which phases.
    private static void CheckMatch(RecipeCheck check, Recipe recipe)
    {
        const string separate = "phases of their own for reconstruction and match (no key 'match')";
        const string adversary = "an adversary (no match of the kind mmd)";
        string[] adversarial = Without([Variational, MomentRules.Variant, .. LayerRules.Variants]);
        (string Key, object? Value, string[] Variants, string With, bool IsThere)[] keys =
        [
            ("discriminator", recipe.Discriminator, adversarial, adversary, recipe.Match is not DiscrepancyMatchRecipe),
            ("phases.reconstruction", recipe.Phases.Reconstruction, [.. adversarial.Except([Gan]), MomentRules.Variant], separate, recipe.Match is null),
            ("phases.discriminator", recipe.Phases.Discriminator, adversarial, adversary, recipe.Match is not DiscrepancyMatchRecipe),
            ("phases.generator", recipe.Phases.Generator, [.. adversarial, MomentRules.Variant], separate, recipe.Match is null),
            ("phases.joint", recipe.Phases.Joint, adversarial, "match", recipe.Match is not null),
        ];
        check.Knows("match", recipe.Match, recipe.Variant, ["basic"]);
        check.Needs("likelihood", recipe.Likelihood, recipe.Variant, [Variational]);
        check.Needs("phases.evidence", recipe.Phases.Evidence, recipe.Variant, [Variational]);
        check.Knows("encoder.noiseInputs", recipe.Encoder?.NoiseInputs, recipe.Variant, adversarial);
        string[] withLayersOfItsOwn = Without([Gan, .. LayerRules.Variants]);
        check.Knows("encoder.inputWarp", recipe.Encoder?.InputWarp, recipe.Variant, withLayersOfItsOwn);
        check.Knows("encoder.convolutions", recipe.Encoder?.Convolutions, recipe.Variant, withLayersOfItsOwn);
        check.Knows("discriminator.convolutions", recipe.Discriminator?.Convolutions, recipe.Variant, [Gan]);
        foreach ((string key, object? value, string[] variants, string with, bool isThere) in keys)
        {
            check.Knows(key, value, recipe.Variant, variants);
            if (variants.Contains(recipe.Variant))
            {
                check.Goes(key, value, with, isThere);
            }
        }

        if (recipe.Variant == Gan)
        {
            check.That(
                recipe.Code.Z.Posterior is DeterministicPosteriorRecipe, "code.z.posterior.kind", "gaussian", "none in the variant gan, which has no encoder");
        }

        if (recipe.Variant == Variational)
        {
            check.That(
                recipe.Code.Z.Posterior is GaussianPosteriorRecipe, "code.z.posterior.kind", "deterministic", "gaussian in the variant vae, which needs the density of q(z|x)");
            check.That(
                recipe.Code.Z.Prior is GaussianPriorRecipe or MixturePriorRecipe,
                "code.z.prior.kind",
                PriorRules.KindOf(recipe.Code.Z.Prior),
                "gaussian or mixture in the variant vae, which needs the density of p(z)");
        }
    }

    private static string[] Without(params string[] variants) => [.. RecipeRules.Variants.Except(variants)];
}
