namespace Aae.Models.Recipes;

/// <summary>Which keys a recipe needs and knows whose decoder goes back through the encoder's layers, with a Markov chain for its prior.</summary>
internal static class LayerRules
{
    /// <summary>Boltzmann machines on top of each other.</summary>
    public const string Belief = "dbn";

    /// <summary>Contractive autoencoders on top of each other.</summary>
    public const string Contractive = "stacked-cae";

    /// <summary>A generative stochastic network.</summary>
    public const string Stochastic = "gsn";

    /// <summary>The variants of this form.</summary>
    public static string[] Variants { get; } = [Belief, Contractive, Stochastic];

    private static readonly string[] s_greedy = [Belief, Contractive];

    /// <summary>Checks which keys stand together.</summary>
    /// <param name="check">Refuses what does not.</param>
    /// <param name="recipe">A recipe of a variant that there is.</param>
    public static void Check(RecipeCheck check, Recipe recipe)
    {
        bool isOfLayers = Variants.Contains(recipe.Variant);
        check.Needs("decoder", recipe.Decoder, recipe.Variant, [.. RecipeRules.Variants.Except(Variants)]);
        check.Needs("phases.layers", recipe.Phases.Layers, recipe.Variant, s_greedy);
        check.Needs("walkback", recipe.Walkback, recipe.Variant, [Stochastic]);
        check.Needs("phases.walkback", recipe.Phases.Walkback, recipe.Variant, [Stochastic]);
        check.That(
            recipe.Code.Z.Prior is ChainPriorRecipe == isOfLayers,
            "code.z.prior.kind",
            PriorRules.KindOf(recipe.Code.Z.Prior),
            isOfLayers ? $"chain in the variant {recipe.Variant}" : $"another kind: a chain walks through the layers of {string.Join(", ", Variants)}");
        if (!isOfLayers)
        {
            return;
        }

        check.Needs("code.z.prior.deviation", recipe.Chain.Deviation, recipe.Variant, [Contractive]);
        string inVariant = $"in the variant {recipe.Variant}";
        EncoderRecipe encoder = recipe.Encoder!;
        check.That(
            encoder.Activation == "sigmoid" || recipe.Variant == Stochastic, "encoder.activation", encoder.Activation, $"sigmoid {inVariant}");
        check.That(encoder.Pieces is null, "encoder.activation", encoder.Activation, $"one of {string.Join(", ", RecipeRules.Activations)} {inVariant}");
        check.That(recipe.Output == "sigmoid", "output", recipe.Output, $"sigmoid {inVariant}");
        check.That(recipe.Code.Z.Posterior is DeterministicPosteriorRecipe, "code.z.posterior.kind", "gaussian", $"none {inVariant}, whose layers make the code");
        check.That(encoder.InputNoise == 0, "encoder.inputNoise", encoder.InputNoise, $"0 {inVariant}");
        check.That(encoder.InputDropout == 0, "encoder.inputDropout", encoder.InputDropout, $"0 {inVariant}");
        check.That(encoder.HiddenDropout == 0, "encoder.hiddenDropout", encoder.HiddenDropout, $"0 {inVariant}");
        check.That(!encoder.BatchNorm.Any, "encoder.batchNorm", "true", $"false {inVariant}");
        if (recipe.Phases.Layers is { } layers)
        {
            Check(check, recipe, layers);
        }

        if (recipe.Walkback is { } walkback)
        {
            check.That(encoder.Hidden.Count == 0, "encoder.hidden, number of layers", encoder.Hidden.Count, $"0 {inVariant}: z is the first layer, walkback.hidden are those above it");
            Check(check, walkback);
        }
    }

    private static void Check(RecipeCheck check, WalkbackRecipe walkback)
    {
        check.Whole("walkback.hidden, number of layers", walkback.Hidden.Count, 0, 100);
        for (int i = 0; i < walkback.Hidden.Count; i++)
        {
            check.Whole($"walkback.hidden.{i}", walkback.Hidden[i], 1, 1 << 16);
        }

        int fewest = 1 + (walkback.Hidden.Count + 1) / 2;
        check.That(
            walkback.Steps >= fewest && walkback.Steps <= 1000,
            "walkback.steps",
            walkback.Steps,
            $"a whole number from {fewest} to 1000: in fewer steps the image would not hear of every layer in walkback.hidden");
        check.Share("walkback.saltAndPepper", walkback.SaltAndPepper);
        check.NotNegative("walkback.deviation", walkback.Deviation);
    }

    private static void Check(RecipeCheck check, Recipe recipe, IReadOnlyList<LayerPhaseRecipe> layers)
    {
        int expected = recipe.Encoder!.Hidden.Count + 1;
        check.That(layers.Count == expected, "phases.layers, number of layers", layers.Count, $"{expected}: one for each of encoder.hidden, and one for z");
        long epochs = 0;
        for (int i = 0; i < expected; i++)
        {
            string key = $"phases.layers.{i}";
            if (i < expected - 1)
            {
                check.Goes($"{key}.epochs", layers[i].Epochs, "a layer above it", isThere: true);
                check.Whole($"{key}.epochs", layers[i].Epochs!.Value, 1, 1_000_000);
                epochs += layers[i].Epochs!.Value;
            }
            else
            {
                check.Goes($"{key}.epochs", layers[i].Epochs, "a layer above it: the last one learns until the run ends", isThere: false);
            }

            check.Knows($"{key}.gibbsSteps", layers[i].GibbsSteps, recipe.Variant, [Belief]);
            check.Knows($"{key}.chains", layers[i].Chains, recipe.Variant, [Belief]);
            check.Whole($"{key}.chains", layers[i].Chains ?? 1, 1, 100_000);
            check.Needs($"{key}.contraction", layers[i].Contraction, recipe.Variant, [Contractive]);
            check.NotNegative($"{key}.contraction", layers[i].Contraction ?? 0);
            check.Whole($"{key}.gibbsSteps", layers[i].GibbsSteps ?? 1, 1, 10_000);
        }

        check.That(recipe.Epochs > epochs, "epochs", recipe.Epochs, $"more than {epochs}, those of the layers below the last one");
    }
}
