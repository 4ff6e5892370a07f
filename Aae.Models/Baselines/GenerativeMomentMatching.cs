using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Baselines;

/// <summary>
/// A generative moment matching network on the codes of an autoencoder (Li, Swersky, Zemel 2015): first the autoencoder learns, then it
/// rests, and a generator learns to make codes whose law is that of the images' codes, without an adversary.
/// </summary>
public static class GenerativeMomentMatching
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        var z = Part.Bounded("z", recipe.Code.Z.Size);
        MomentsRecipe moments = recipe.Moments!;
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, z))
            .Reconstruct(recipe.Phases.Reconstruction!.Create(), EpochRange.Before(moments.After))
            .MatchMoments(recipe.CreateGenerator(z.Size), moments.Deviations, recipe.Phases.Generator!.Create(), EpochRange.From(moments.After));
    }
}
