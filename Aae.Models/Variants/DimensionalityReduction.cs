using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// Dimensionality reduction (paper §7): as semi-supervised or clustering, but the decoder reads r = y·W_C + z, a point of few
/// dimensions. The rows of W_C are cluster heads, one for each class; they are learned and kept apart, or fixed.
/// </summary>
public static class DimensionalityReduction
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe; with labels if it has a classification phase.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        var y = Part.Categorical("y", recipe.Code.Y!.Classes);
        Part z = recipe.CreateZ();
        AdversarialAutoencoder model = new AdversarialAutoencoder(recipe.CreateEncoder(image, y, z), recipe.CreateDecoder(image, y, z))
            .Reconstruct(recipe.Phases.Reconstruction!.Create())
            .Regularize(
                [recipe.CreateAdversaryOfY(y), recipe.CreateAdversaryOfZ(z)],
                recipe.Phases.Discriminator!.Create(),
                recipe.Phases.Generator!.Create());
        if (recipe.Phases.Classification is { } classification)
        {
            model.Classify(y, classification.Create());
        }

        if (recipe.Code.Heads is LearnedHeadsRecipe heads)
        {
            model.Separate(heads.Separation, recipe.Phases.Heads!.Create());
        }

        return model;
    }
}
