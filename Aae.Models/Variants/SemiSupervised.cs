using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// The semi-supervised adversarial autoencoder (paper §5): q(y, z|x) with a categorical y, the class, and a z, the style. One
/// adversary pulls q(y) onto Cat(K), another q(z) onto p(z), and q(y|x) learns from the labels that there are.
/// </summary>
public static class SemiSupervised
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
                recipe.Phases.Generator!.Create())
            .Classify(y, recipe.Phases.Classification!.Create());
    }
}
