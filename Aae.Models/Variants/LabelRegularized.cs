using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Variants;

/// <summary>
/// Labels in the regularization (paper §2.3): the discriminator sees z beside a one-hot vector of K + 1 classes, the last for
/// images whose label is not known. Samples of the prior come with the minibatch's labels, from the component of the class, or
/// from the whole prior where there is none. So each class gets a component of the prior to itself.
/// </summary>
public static class LabelRegularized
{
    /// <summary>Puts the pieces together as a recipe describes them.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="image">The size of the images.</param>
    public static AdversarialAutoencoder Create(Recipe recipe, ImageShape image)
    {
        Part z = recipe.CreateZ();
        return new AdversarialAutoencoder(recipe.CreateEncoder(image, z), recipe.CreateDecoder(image, z))
            .Reconstruct(recipe.Phases.Reconstruction!.Create())
            .Regularize([recipe.CreateConditionalAdversaryOfZ(z)], recipe.Phases.Discriminator!.Create(), recipe.Phases.Generator!.Create());
    }
}
