using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// The basic adversarial autoencoder (paper §2 and §3): one adversary that pulls q(z) onto p(z), no labels. By the recipe's
/// choice the match with the prior is a term of the reconstruction's objective instead: a Wasserstein autoencoder.
/// </summary>
public static class Basic
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        var model = new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, z));
        return recipe.Match switch
        {
            JointMatchRecipe joint => model.MatchByAdversary(
                recipe.CreateAdversaryOfZ(z), joint.Lambda, recipe.Phases.Discriminator!.Create(), recipe.Phases.Joint!.Create()),
            DiscrepancyMatchRecipe mmd => model.MatchByDiscrepancy(
                z, recipe.Code.Z.Prior.Create(z.Size), mmd.Lambda, recipe.Phases.Joint!.Create()),
            _ => model
                .Reconstruct(recipe.Phases.Reconstruction!.Create())
                .Regularize([recipe.CreateAdversaryOfZ(z)], recipe.Phases.Discriminator!.Create(), recipe.Phases.Generator!.Create()),
        };
    }
}
