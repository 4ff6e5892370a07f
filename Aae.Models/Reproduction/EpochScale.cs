using Aae.Models.Recipes;

namespace Aae.Models.Reproduction;

/// <summary>A recipe with another number of epochs.</summary>
internal static class EpochScale
{
    /// <summary>
    /// The recipe with so many epochs. Layers that learn one after the other, or an autoencoder and then a generator, keep their shares of
    /// them, but get one at the least.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="epochs">The epochs, 1 or more.</param>
    public static Recipe WithEpochs(this Recipe recipe, int epochs)
    {
        if (epochs == recipe.Epochs)
        {
            return recipe;
        }

        if (recipe.Moments is { } moments)
        {
            epochs = Math.Max(epochs, 2);
            return recipe with { Epochs = epochs, Moments = moments with { After = Share(moments.After, recipe, epochs, most: epochs - 1) } };
        }

        return recipe.Phases.Layers is { } layers ? OfLayers(recipe, layers, Math.Max(epochs, layers.Count)) : recipe with { Epochs = epochs };
    }

    private static Recipe OfLayers(Recipe recipe, IReadOnlyList<LayerPhaseRecipe> layers, int epochs)
    {
        int left = epochs;
        var scaled = new List<LayerPhaseRecipe>();
        foreach (LayerPhaseRecipe layer in layers)
        {
            int above = layers.Count - scaled.Count - 1;
            int? share = layer.Epochs is { } own ? Share(own, recipe, epochs, most: left - above) : null;
            scaled.Add(layer with { Epochs = share });
            left -= share ?? 0;
        }

        return recipe with { Epochs = epochs, Phases = recipe.Phases with { Layers = scaled } };
    }

    private static int Share(int own, Recipe recipe, int epochs, int most) => Math.Clamp((int)Math.Round((double)own * epochs / recipe.Epochs), 1, most);
}
