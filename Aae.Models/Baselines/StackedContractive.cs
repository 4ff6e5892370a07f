using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Baselines;

/// <summary>
/// Contractive autoencoders on top of each other (Rifai et al. 2011), each trained while those below it stand still, and sampled by a
/// chain that walks with noise along the tangents of what they have learned (Rifai et al. 2012).
/// </summary>
public static class StackedContractive
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        MirroredLayers layers = recipe.CreateLayers(image);
        AdversarialAutoencoder model = new(layers.CreateEncoder(z, layers.Up[^1]), layers.CreateDecoder(z));
        foreach ((LayerPhaseRecipe phase, int layer) in recipe.Phases.Layers!.Select((phase, i) => (phase, i)))
        {
            model.Descend(new ContractionPhase($"layer{layer + 1}", layers, layer, phase.Contraction!.Value, phase.Descent.Create())
            {
                Active = recipe.Phases.EpochsOf(layer),
            });
        }

        return model.DrawFrom(new TangentPrior(layers, recipe.Chain.Deviation!.Value, recipe.Chain.CreateSchedule()));
    }
}
