using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// Unsupervised clustering (paper §6): the semi-supervised adversarial autoencoder without any label. The classes of y are
/// clusters, whose number is chosen; z holds what varies within one.
/// </summary>
public static class Clustering
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        var y = Part.Categorical("y", recipe.Code.Y!.Classes);
        Part z = recipe.CreateZ();
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, y, z), recipe.CreateDecoder(image, y, z))
            .Reconstruct(recipe.Phases.Reconstruction!.Create())
            .Regularize(
                [recipe.CreateAdversaryOfY(y), recipe.CreateAdversaryOfZ(z)],
                recipe.Phases.Discriminator!.Create(),
                recipe.Phases.Generator!.Create());
    }
}
