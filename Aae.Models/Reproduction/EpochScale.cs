using Aae.Models.Recipes;

namespace Aae.Models.Reproduction;

/// <summary>A recipe with another number of epochs.</summary>
internal static class EpochScale
{
    /// <summary>The recipe with so many epochs. Layers that learn one after the other keep their shares of them, but get one at the least.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="epochs">The epochs, 1 or more.</param>
    public static Recipe WithEpochs(this Recipe recipe, int epochs)
    {
        if (recipe.Phases.Layers is not { } layers || epochs == recipe.Epochs)
        {
            return recipe with { Epochs = epochs };
        }

        epochs = Math.Max(epochs, layers.Count);
        int left = epochs;
        var scaled = new List<LayerPhaseRecipe>();
        foreach (LayerPhaseRecipe layer in layers)
        {
            int above = layers.Count - scaled.Count - 1;
            int? share = layer.Epochs is { } own ? Math.Clamp((int)Math.Round((double)own * epochs / recipe.Epochs), 1, left - above) : null;
            scaled.Add(layer with { Epochs = share });
            left -= share ?? 0;
        }

        return recipe with { Epochs = epochs, Phases = recipe.Phases with { Layers = scaled } };
    }
}
