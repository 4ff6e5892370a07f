using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Baselines;

/// <summary>
/// A generative adversarial network (Goodfellow et al. 2014), the paper's nearest relative: the adversary tells images, not codes,
/// from what is made of samples of the prior. There is no encoder.
/// </summary>
public static class GenerativeAdversarial
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        return new AdversarialAutoencoder(encoder: null, recipe.CreateDecoder(image, z)).Imitate(
            recipe.Code.Z.Prior.Create(z.Size),
            new Discriminator(image, recipe.Discriminator!.CreateMlp()),
            recipe.Phases.Discriminator!.Create(),
            recipe.Phases.Generator!.Create());
    }
}
