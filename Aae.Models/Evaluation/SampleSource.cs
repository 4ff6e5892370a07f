using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Kernels.Distances;
using Aae.Models.Networks;

namespace Aae.Models.Evaluation;

/// <summary>
/// Samples that <see cref="ParzenWindow"/> and <see cref="SampleQuality"/> score, read block by block so that they need never lie in
/// memory together.
/// </summary>
/// <param name="name">What messages and tables call them.</param>
/// <param name="count">How many there are, 1 or more.</param>
/// <param name="dimensions">Numbers of a sample.</param>
public abstract class SampleSource(string name, long count, int dimensions)
{
    /// <summary>Samples of a block; the last one of a source may have fewer.</summary>
    public const int BlockRows = ParzenSums.StripSamples;

    /// <summary>What messages and tables call the samples.</summary>
    public string Name { get; } = name;

    /// <summary>How many there are.</summary>
    public long Count { get; } = count > 0 ? count : throw new AaeException($"{name}: 1 sample or more is needed, not {count}");

    /// <summary>Numbers of a sample.</summary>
    public int Dimensions { get; } = dimensions;

    /// <summary>
    /// A text that no other samples have, from which any block can be had again; null where that is not so, and an estimate that was
    /// stopped begins anew.
    /// </summary>
    public virtual string? Identity => null;

    /// <summary>Floating-point operations that decode one sample, as far as they are products; a multiply-add counts two.</summary>
    public virtual double OperationsPerSample => 0;

    /// <summary>Samples of a model: of the prior (of labels too, where the decoder is given them), decoded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="seed">The seed. Fewer samples of the same seed are the first ones of more.</param>
    public static SampleSource Of(TrainedModel model, long count, ulong seed) => new ModelSamples(model, count, seed);

    /// <summary>Samples that lie in memory.</summary>
    /// <param name="name">What messages and tables call them.</param>
    /// <param name="samples">[n, d], n ≥ 1.</param>
    /// <exception cref="AaeException">The tensor is no matrix with rows.</exception>
    public static SampleSource Of(string name, Tensor samples) => new TensorSamples(name, samples);

    /// <summary>Images of a data set in place of samples, in its order.</summary>
    /// <param name="name">What messages and tables call them.</param>
    /// <param name="images">The images, 1 or more.</param>
    public static SampleSource Of(string name, ImageSet images) => new ImageSamples(name, images);

    /// <summary>Samples that somebody wrote to an .npy file; it is read as the estimate goes on.</summary>
    /// <param name="path">The file: [n, d], or images as [n, height, width], [n, 3, height, width] or [n, height, width, 3], numbers in [0, 1]. Colours in d are one channel after the other.</param>
    /// <exception cref="AaeException">It cannot be read, or holds nothing of that form; what lies outside [0, 1] is met while it is read.</exception>
    public static SampleSource OfFile(string path) => new FileSamples(path);

    /// <summary>The size of the images that they are; null where that is not known of them.</summary>
    internal virtual ImageShape? Size => null;

    /// <summary>Samples [first, first + rows).</summary>
    /// <param name="first">The number of the first one, a multiple of <see cref="BlockRows"/>.</param>
    /// <param name="rows">How many, at most a block.</param>
    /// <returns>[rows, dimensions]; valid until the next call.</returns>
    public abstract Tensor Read(long first, int rows);

    /// <summary>Checks that samples are of the size of images.</summary>
    /// <exception cref="AaeException">They are not.</exception>
    internal void RequireSizeOf(ImageSet images)
    {
        if (Dimensions != images.Pixels)
        {
            throw new AaeException($"{Name}: the samples have {Dimensions} numbers, the images of {images.Name} {images.Pixels}");
        }

        var asked = new ImageShape(images.Height, images.Width, images.Channels);
        if (Size is { } size && size != asked)
        {
            throw new AaeException($"{Name}: the samples are images of {size}, those of {images.Name} of {asked}");
        }
    }
}
