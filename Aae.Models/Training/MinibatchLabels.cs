using Aae.Core.Data;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>What is known of the labels of the training images, for models that read them beside the images themselves.</summary>
internal sealed class MinibatchLabels
{
    private readonly int[] _known;

    /// <summary>Draws the images that keep their labels.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="code">The form in which the model reads labels.</param>
    /// <exception cref="Core.AaeException">The images have no labels, other classes, or too few of a class.</exception>
    public MinibatchLabels(ImageSet images, Recipe recipe, LabelCode code)
    {
        Subset = LabelSubset.Draw(images, recipe, code.Classes, recipe.Code.Y is null ? "code.z.prior.classes" : "code.y.classes");
        _known = new int[images.Count];
        Array.Fill(_known, LabelCode.Unknown);
        foreach (int image in Subset)
        {
            _known[image] = images.Label(image);
        }
    }

    /// <summary>The places of the labelled images among the training images, in increasing order.</summary>
    public int[] Subset { get; }

    /// <summary>Writes the labels of a minibatch. Allocates nothing.</summary>
    /// <param name="examples">The places of its images among the training images.</param>
    /// <param name="labels">Overwritten.</param>
    public void Fill(ReadOnlySpan<int> examples, ImageLabels labels)
    {
        for (int i = 0; i < examples.Length; i++)
        {
            labels.Set(i, _known[examples[i]]);
        }
    }
}
