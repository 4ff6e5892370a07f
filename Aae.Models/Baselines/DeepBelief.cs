using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Posteriors;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Baselines;

/// <summary>
/// A deep belief network (Hinton, Osindero, Teh 2006): restricted Boltzmann machines on top of each other, each trained by
/// contrastive divergence while those below it stand still. The topmost one is the prior, sampled by a Gibbs chain; the layers
/// below pass its samples down to the image.
/// </summary>
public static class DeepBelief
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        MirroredLayers layers = recipe.CreateLayers(image);
        AdversarialAutoencoder model = new(layers.CreateEncoder(z, new BernoulliPosterior(layers.Up[^1])), layers.CreateDecoder(z));
        foreach ((LayerPhaseRecipe phase, int layer) in recipe.Phases.Layers!.Select((phase, i) => (phase, i)))
        {
            model.Descend(new ContrastiveDivergencePhase($"layer{layer + 1}", layers, layer, phase.GibbsSteps ?? 1, phase.Chains ?? 0, phase.Descent.Create())
            {
                Active = recipe.Phases.EpochsOf(layer),
            });
        }

        return model.DrawFrom(new GibbsPrior(new BoltzmannMachine(layers.Up[^1], layers.Down[^1]), recipe.Chain.CreateSchedule()));
    }
}
