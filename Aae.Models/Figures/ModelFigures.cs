using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Priors;

namespace Aae.Models.Figures;

/// <summary>The pictures by which a person judges a model. Each is a PNG file.</summary>
public static class ModelFigures
{
    private const int ManifoldPixels = 1200;
    private const int VectorPixels = 600;
    private const int ImagePixels = 56;
    private const int PriorCount = 5000;

    /// <summary>Images in a grid.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, which tells the images' size.</param>
    /// <param name="images">[n, pixels]</param>
    /// <param name="columns">Images in a row.</param>
    public static void Grid(string path, TrainedModel model, Tensor images, int columns) =>
        ImageGrid.Write(path, images, model.Image.Height, model.Image.Width, model.Image.Channels, columns, ImageScale(model));

    /// <summary>Samples of the prior, decoded, in a grid about as wide as high; vectors as lines under each other, a pixel a number.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="images">The decoded samples [n, pixels].</param>
    /// <param name="classes">The number of classes that come in turn, so that a column has one; 0 or 1 where none do.</param>
    public static void Samples(string path, TrainedModel model, Tensor images, int classes = 1)
    {
        if (IsOfVectors(model))
        {
            ImageGrid.Write(path, images, 1, model.Image.Width, model.Image.Channels, columns: 1, VectorScale(model, most: 8), gap: 0);
            return;
        }

        classes = Math.Max(1, classes);
        int columns = (int)Math.Ceiling(Math.Sqrt(images.Shape.Rows));
        Grid(path, model, images, classes * Math.Max(1, columns / classes));
    }

    /// <summary>Images, each above its reconstruction; vectors as lines, so too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Reconstructions(string path, TrainedModel model, ImageSet images, CancellationToken cancellation = default) =>
        Pairs(path, model, images.Gather(0, images.Count), model.Reconstruct(images, cancellation), "x", "p(x|z)");

    /// <summary>Samples, each above the training image that is nearest to it; vectors as lines, so too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="images">The samples [n, pixels].</param>
    /// <param name="neighbours">The nearest images [n, pixels].</param>
    public static void Neighbours(string path, TrainedModel model, Tensor images, Tensor neighbours) =>
        Pairs(path, model, images, neighbours, "sample", "nearest");

    private static void Pairs(string path, TrainedModel model, Tensor images, Tensor others, string above, string below) => ImageGrid.Pairs(
        path, images, others, model.Image.Height, model.Image.Width, model.Image.Channels,
        columns: IsOfVectors(model) ? 1 : 10, IsOfVectors(model) ? VectorScale(model, most: 16) : ImageScale(model), above, below);

    /// <summary>Walks between codes, decoded, one to a row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="images">The decoded walks [n · steps, pixels].</param>
    /// <param name="steps">Images on each walk.</param>
    public static void Interpolation(string path, TrainedModel model, Tensor images, int steps) => Grid(path, model, images, steps);

    /// <summary>The decoded images of a grid at the percentiles of a 2-D prior, without gaps (paper, figure 2).</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A model with 2-D codes.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The codes have not two dimensions, or the decoder reads labels beside them.</exception>
    public static void Manifold(string path, TrainedModel model, int size, CancellationToken cancellation = default)
    {
        RequireDecoderOfCodes(model);
        Tensor images = model.Decode(Traversals.Manifold(model.Prior, size), cancellation);
        cancellation.ThrowIfCancellationRequested();
        int scale = Math.Clamp(ManifoldPixels / (size * Math.Max(model.Image.Height, model.Image.Width)), 1, 4);
        ImageGrid.Write(path, images, model.Image.Height, model.Image.Width, model.Image.Channels, columns: size, scale, gap: 0);
    }

    /// <summary>
    /// 2-D codes of images, coloured by label where there are labels, with the outline of a Gaussian prior. Of a model with cluster
    /// heads the points y·W_C + z with the heads, seen through a <see cref="HeadCircle"/> where they have more dimensions. Where q(z|x)
    /// is random, one code is drawn for each image: what fills the prior, or leaves holes in it, are these.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A model with 2-D codes, or with cluster heads.</param>
    /// <param name="images">The images, held-out ones as a rule.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The codes have not two dimensions, nor heads.</exception>
    public static void Scatter(string path, TrainedModel model, ImageSet images, CancellationToken cancellation = default)
    {
        Tensor? heads = model.Heads;
        if (heads is null && model.CodeSize != 2)
        {
            throw new AaeException($"a scatter is a picture of 2-dimensional codes; this model's have {model.CodeSize}");
        }

        string title = $"codes of {images.Name}";
        Tensor codes = model.EncodeSamples(images, model.Recipe.Seed, cancellation);
        if (heads is not null)
        {
            codes = model.Embed(codes, cancellation);
        }

        if (heads is { Shape.Columns: not 2 })
        {
            var circle = new HeadCircle(heads);
            (codes, heads) = (circle.Project(codes), circle.Project(heads));
        }

        Tensor? room = heads is null ? PriorPoints(model) : null;
        if (images.HasLabels)
        {
            ScatterPlot.Write(path, codes, images.Labels, DeviationOf(model), title, heads, room);
        }
        else
        {
            ScatterPlot.Write(path, codes, DeviationOf(model), title, heads, room);
        }
    }

    /// <summary>
    /// Samples of a 2-D prior, to be held beside the codes. Where the prior has classes they have the colours of the classes to
    /// which they are nearest.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A model with 2-D codes.</param>
    /// <param name="beside">The images whose <see cref="Scatter"/> it is held beside, so that both have the same axes; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The prior has not two dimensions.</exception>
    public static void PriorScatter(string path, TrainedModel model, ImageSet? beside = null, CancellationToken cancellation = default)
    {
        const string title = "samples of the prior";
        if (model.Prior.Size != 2)
        {
            throw new AaeException($"a scatter is a picture of a 2-dimensional prior; this model's has {model.Prior.Size}");
        }

        Tensor samples = PriorPoints(model);
        Tensor? room = beside is null ? null : model.EncodeSamples(beside, model.Recipe.Seed, cancellation);
        if (model.Prior is ConditionalPrior prior)
        {
            byte[] classes = [.. Enumerable.Range(0, PriorCount).Select(i => (byte)prior.NearestClass(samples.Row(i)))];
            ScatterPlot.Write(path, samples, classes, DeviationOf(model), title, room: room);
        }
        else
        {
            ScatterPlot.Write(path, samples, DeviationOf(model), title, room: room);
        }
    }

    /// <summary>
    /// Walks along the prior's components, decoded, one row to each class: along the main axis of each Gaussian of a mixture, or
    /// along the swiss roll (paper, figure 4).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A model whose prior has a component for each class.</param>
    /// <param name="steps">Images on each walk, 2 or more.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="AaeException">The prior has no classes, the number of steps is out of range, or the decoder reads labels beside codes.</exception>
    public static void Walks(string path, TrainedModel model, int steps, CancellationToken cancellation = default)
    {
        if (model.Prior is not ConditionalPrior prior)
        {
            throw new AaeException($"a walk needs a prior with a component for each class, which {model.Prior.GetType().Name} is not");
        }

        RequireDecoderOfCodes(model);
        float[] codes = [.. Enumerable.Range(0, prior.Classes).SelectMany(of => prior.Walk(of, steps).Span.ToArray())];
        Tensor images = model.Decode(new Tensor(new Shape(prior.Classes * steps, model.Prior.Size), codes), cancellation);
        Interpolation(path, model, images, steps);
    }

    private static Tensor PriorPoints(TrainedModel model) => model.Prior.Sample(PriorCount, model.Recipe.Seed);

    private static double? DeviationOf(TrainedModel model) => model.Prior is GaussianPrior gaussian ? gaussian.Deviation : null;

    /// <summary>Whether a model is of vectors, of which a grid of pictures shows nothing.</summary>
    /// <param name="model">The model.</param>
    internal static bool IsOfVectors(TrainedModel model) => model.Image.IsVector;

    // Twice as large, images smaller than MNIST's so that they are of its size.
    private static int ImageScale(TrainedModel model) => Math.Clamp(ImagePixels / Math.Max(model.Image.Height, model.Image.Width), 2, 14);

    private static int VectorScale(TrainedModel model, int most) => Math.Clamp(VectorPixels / model.Image.Width, 1, most);

    private static void RequireDecoderOfCodes(TrainedModel model)
    {
        if (model.Given is { } y)
        {
            throw new AaeException($"points of the prior alone make no images: the decoder reads a label of {y.Size} classes beside them");
        }
    }
}
