using Aae.Core.Tensors;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>The labels of a minibatch's images, as phases read them beside the images.</summary>
/// <param name="code">The form in which they stand there.</param>
/// <param name="count">The number of images.</param>
public sealed class ImageLabels(LabelCode code, int count)
{
    private readonly int[] _classes = new int[count];

    /// <summary>For each image its class, or <see cref="LabelCode.Unknown"/>.</summary>
    public ReadOnlySpan<int> Classes => _classes;

    /// <summary>The same one-hot [batch, columns]; the loop writes the next ones into the same memory.</summary>
    public Tensor OneHot { get; } = new(new Shape(count, code.Columns));

    /// <summary>Sets the label of one image.</summary>
    /// <param name="image">Its place in the minibatch.</param>
    /// <param name="label">Its class, or <see cref="LabelCode.Unknown"/>.</param>
    public void Set(int image, int label)
    {
        _classes[image] = label;
        code.Write(label, OneHot.Row(image));
    }
}
