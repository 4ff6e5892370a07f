using System.Globalization;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>
/// Styles in every class (paper §4, §5): each row begins with an image, and goes on with its z, decoded once with each label. Where
/// style and class are apart, a row is one handwriting and a column one digit.
/// </summary>
public static class StyleGrid
{
    /// <summary>Draws the grid.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="model">A model whose decoder reads a class.</param>
    /// <param name="images">The images whose styles are shown [n, pixels], held-out ones as a rule.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The decoder reads no class, the images do not fit, or the file cannot be written.</exception>
    public static void Write(string path, TrainedModel model, Tensor images, CancellationToken cancellation = default) =>
        Draw(model, images, cancellation).Save(path);

    /// <summary>The first image of each label, in the order of labels; of images without labels the first ones.</summary>
    /// <param name="images">The images, 1 or more.</param>
    /// <param name="most">The most images, 1 or more.</param>
    /// <returns>[n, pixels]</returns>
    internal static Tensor Examples(ImageSet images, int most)
    {
        int[] places = images.HasLabels
            ? [.. Enumerable.Range(0, images.Classes).Select(label => images.Labels.IndexOf((byte)label)).Where(place => place >= 0).Take(most)]
            : [.. Enumerable.Range(0, Math.Min(most, images.Count))];
        var examples = new Tensor(new Shape(places.Length, images.Pixels));
        images.Gather(places, examples);
        return examples;
    }

    internal static Canvas Draw(TrainedModel model, Tensor images, CancellationToken cancellation)
    {
        var classes = new ClassCodes(model);
        Tensor codes = model.Encode(images, cancellation);
        GridRow[] rows = [.. Enumerable.Range(0, images.Shape.Rows).Select(i => Row(model, classes, images.Rows(i, 1), codes.Rows(i, 1), cancellation))];
        string[] labels = [.. Enumerable.Range(0, classes.Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        return LabelledGrid.Draw(rows, ["x", .. labels], new ImageSize(model.Image.Height, model.Image.Width, model.Image.Channels));
    }

    private static GridRow Row(TrainedModel model, ClassCodes classes, Tensor image, Tensor code, CancellationToken cancellation) =>
        new("", Above(image, model.Decode(classes.InAllClasses(code), cancellation)));

    /// <summary>The rows of two tensors as one.</summary>
    internal static Tensor Above(Tensor a, Tensor b)
    {
        var both = new Tensor(new Shape(a.Shape.Rows + b.Shape.Rows, b.Shape.Columns));
        both.Rows(0, a.Shape.Rows).CopyFrom(a);
        both.Rows(a.Shape.Rows, b.Shape.Rows).CopyFrom(b);
        return both;
    }
}
