using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// A variational autoencoder (Kingma and Welling 2014), against which the paper holds its own (§2.1): the same networks, a
/// Gaussian posterior, and in place of an adversary the divergence from a prior whose density is known.
/// </summary>
public static class Variational
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, z))
            .BoundEvidence(recipe.Code.Z.Prior.Create(z.Size), recipe.Likelihood!.Create(), recipe.Phases.Evidence!.Create());
    }
}
