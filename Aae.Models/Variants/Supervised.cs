using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// The supervised adversarial autoencoder (paper §4): the decoder reads the label, one-hot, beside z. What the label tells need
/// not stand in z, which is left with the style.
/// </summary>
public static class Supervised
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        var y = Part.Given("y", recipe.Code.Y!.Classes);
        Part z = recipe.CreateZ();
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, y, z))
            .Reconstruct(recipe.Phases.Reconstruction!.Create())
            .Regularize([recipe.CreateAdversaryOfZ(z)], recipe.Phases.Discriminator!.Create(), recipe.Phases.Generator!.Create());
    }
}
