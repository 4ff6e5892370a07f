using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>The training images that keep their labels: a function of the recipe's seed, balanced over classes.</summary>
internal static class LabelSubset
{
    /// <summary>Draws the subset.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="recipe">The recipe; its data.labels says how many, all where it is left out.</param>
    /// <param name="classes">The number of classes that the model knows.</param>
    /// <param name="key">The recipe's key of that number, for error messages.</param>
    /// <returns>Places among the training images, in increasing order.</returns>
    /// <exception cref="AaeException">The images have no labels, other classes, or too few of a class.</exception>
    public static int[] Draw(ImageSet images, Recipe recipe, int classes, string key)
    {
        if (!images.HasLabels)
        {
            throw new AaeException($"data.name = {recipe.Data.Name}: {images.Name} has no labels, from which the variant {recipe.Variant} learns");
        }

        if (images.Classes != classes)
        {
            throw new AaeException($"{key} = {classes}: allowed is {images.Classes}, as {images.Name} has {images.Classes} classes");
        }

        if (recipe.Data.Labels is not { } wanted)
        {
            return [.. Enumerable.Range(0, images.Count)];
        }

        if (wanted < classes || wanted > images.Count)
        {
            throw new AaeException($"data.labels = {wanted}: allowed is {classes} (one of each class) to {images.Count}, all images of {images.Name}");
        }

        // As many of each class as of another; where that does not come out even, one more of the first classes.
        int[] open = [.. Enumerable.Range(0, classes).Select(i => wanted / classes + (i < wanted % classes ? 1 : 0))];
        var order = new int[images.Count];
        RandomStream.Named(recipe.Seed, "data/labels").Permutation(order, step: 0);
        int[] subset = [.. order.Where(image => open[images.Label(image)]-- > 0).Order()];
        return subset.Length == wanted
            ? subset
            : throw new AaeException($"data.labels = {wanted}: {images.Name} has too few images of a class for {wanted / classes} or more of each");
    }
}
