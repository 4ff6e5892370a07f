using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Baselines;

/// <summary>
/// A deep generative stochastic network (Bengio, Thibodeau-Laufer, Alain, Yosinski 2014): it learns the step of a Markov chain whose
/// law comes to that of the data. The code z is its first hidden layer, from which the image is made; the others belong to the chain.
/// </summary>
public static class GenerativeStochastic
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        MirroredLayers first = recipe.CreateLayers(image);
        StochasticLayers layers = recipe.CreateStochasticLayers(first);
        return new AdversarialAutoencoder(first.CreateEncoder(z, first.Up[0], layers.Above), first.CreateDecoder(z))
            .Descend(new WalkbackPhase(layers, recipe.Walkback!.Steps, recipe.Phases.Walkback!.Create()))
            .DrawFrom(new WalkbackPrior(layers, recipe.Chain.CreateSchedule()));
    }
}
