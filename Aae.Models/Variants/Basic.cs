using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// The basic adversarial autoencoder (paper §2 and §3): codes z = f(x), one adversary that pulls q(z) onto p(z), no labels.
/// </summary>
public static class Basic
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        var z = Part.Linear("z", recipe.Code.Z.Size);
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, z))
            .Reconstruct(recipe.Phases.Reconstruction.Create())
            .Regularize([recipe.CreateAdversaryOfZ(z)], recipe.Phases.Discriminator.Create(), recipe.Phases.Generator.Create());
    }
}
