using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aae.Core.Tensors;

namespace Aae.Core.Data;

/// <summary>
/// One split of a data set: images of one size and, if known, their classes. Pixels are kept as bytes, a quarter of the
/// memory of floats; <see cref="Gather(ReadOnlySpan{int}, Tensor)"/> turns the images of a minibatch into floats. What is no picture, as the rows of
/// a table, is kept as floats. Immutable, safe to share between threads.
/// </summary>
public sealed class ImageSet
{
    // Two images of 28 × 28 on their way keep the memory busy; of a large image the start is enough, as the rest follows in order.
    private const int Ahead = 2;
    private const int PrefetchedBytes = 2048;

    private readonly ReadOnlyMemory<byte> _pixels; // empty where there are values
    private readonly ReadOnlyMemory<float> _values;
    private readonly ReadOnlyMemory<byte> _labels;

    /// <summary>Creates a set over bytes, which it keeps without a copy.</summary>
    /// <param name="name">What messages call it, as "mnist/train".</param>
    /// <param name="height">Rows of an image, 1 or more.</param>
    /// <param name="width">Columns of an image, 1 or more.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="pixels">[count, channels, height, width], 0 for black and 255 for white.</param>
    /// <param name="labels">[count], each below <paramref name="classes"/>; empty if the classes are not known.</param>
    /// <param name="classes">The number of classes, 0 without labels.</param>
    /// <exception cref="AaeException">A size is out of range, the bytes are no whole number of images, or the labels do not fit.</exception>
    public ImageSet(string name, int height, int width, int channels, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels = default, int classes = 0)
        : this(name, height, width, channels, pixels.Length, "bytes", labels, classes) => _pixels = pixels;

    /// <summary>Creates a set over floats, which it keeps without a copy.</summary>
    /// <param name="name">What messages call it, as "thyroid/train".</param>
    /// <param name="height">Rows of an image, 1 or more; 1 for a vector.</param>
    /// <param name="width">Columns of an image, 1 or more; of a vector its dimensions.</param>
    /// <param name="channels">1 for grey and for vectors, 3 for colour.</param>
    /// <param name="values">[count, channels, height, width], as a model is to see them.</param>
    /// <param name="labels">[count], each below <paramref name="classes"/>; empty if the classes are not known.</param>
    /// <param name="classes">The number of classes, 0 without labels.</param>
    /// <exception cref="AaeException">A size is out of range, the floats are no whole number of images, or the labels do not fit.</exception>
    public ImageSet(string name, int height, int width, int channels, ReadOnlyMemory<float> values, ReadOnlyMemory<byte> labels = default, int classes = 0)
        : this(name, height, width, channels, values.Length, "numbers", labels, classes) => _values = values;

    private ImageSet(string name, int height, int width, int channels, int length, string unit, ReadOnlyMemory<byte> labels, int classes)
    {
        if (height < 1 || width < 1 || channels < 1 || (long)height * width * channels > Array.MaxLength)
        {
            throw new AaeException($"{name}: an image has 1 or more rows, columns and channels, not {height} × {width} × {channels}");
        }

        int size = height * width * channels;
        if (length % size != 0)
        {
            throw new AaeException($"{name}: {length} {unit} are no whole number of images of {height} × {width} × {channels}");
        }

        int count = length / size;
        if (classes is < 0 or > 256 || (classes == 0 ? labels.Length != 0 : labels.Length != count))
        {
            throw new AaeException($"{name}: {count} images with {labels.Length} labels of {classes} classes; each image needs a label of 1 to 256 classes, or none has one");
        }

        int wrong = classes is 0 or 256 ? -1 : labels.Span.IndexOfAnyInRange((byte)classes, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new AaeException($"{name}: image {wrong} has the label {labels.Span[wrong]}; the {classes} classes are 0 to {classes - 1}");
        }

        Name = name;
        Height = height;
        Width = width;
        Channels = channels;
        Pixels = size;
        Count = count;
        Classes = classes;
        _labels = labels;
    }

    /// <summary>What messages call the set, as "mnist/train".</summary>
    public string Name { get; }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>1 for grey, 3 for colour.</summary>
    public int Channels { get; }

    /// <summary>Whether an image is a single row of numbers, of which a picture shows nothing.</summary>
    public bool AreVectors => Height == 1 && Channels == 1;

    /// <summary>Numbers of an image: Height · Width · Channels.</summary>
    public int Pixels { get; }

    /// <summary>The number of classes; 0 if the images have no labels.</summary>
    public int Classes { get; }

    /// <summary>Whether the images have labels.</summary>
    public bool HasLabels => Classes > 0;

    /// <summary>The classes of all images; empty if they have none.</summary>
    public ReadOnlySpan<byte> Labels => _labels.Span;

    /// <summary>The bytes of one image: [channels, height, width].</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="InvalidOperationException">The images are kept as floats.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        if (KeepsFloats)
        {
            throw new InvalidOperationException($"{Name}: the images are kept as floats, not as bytes");
        }

        return _pixels.Span.Slice(index * Pixels, Pixels);
    }

    /// <summary>The class of one image.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="AaeException">The images have no labels.</exception>
    public int Label(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return HasLabels ? _labels.Span[index] : throw new AaeException($"{Name}: the images have no labels");
    }

    /// <summary>Images [start, start + count) as a set that shares the memory.</summary>
    /// <param name="start">The first image.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="name">The new set's name; this set's if null.</param>
    public ImageSet Slice(int start, int count, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + count, Count, nameof(count));
        ReadOnlyMemory<byte> labels = HasLabels ? _labels.Slice(start, count) : default;
        return KeepsFloats
            ? new ImageSet(name ?? Name, Height, Width, Channels, _values.Slice(start * Pixels, count * Pixels), labels, Classes)
            : new ImageSet(name ?? Name, Height, Width, Channels, _pixels.Slice(start * Pixels, count * Pixels), labels, Classes);
    }

    /// <summary>Writes images as floats: bytes as byte / 255, floats as they are. Allocates nothing.</summary>
    /// <param name="indexes">The images, in the order of the rows; each 0 to Count − 1.</param>
    /// <param name="destination">[indexes.Length, Pixels], or the same as [n, channels, height, width].</param>
    /// <exception cref="AaeException">The destination has another shape.</exception>
    public void Gather(ReadOnlySpan<int> indexes, Tensor destination)
    {
        if (destination.Shape.Rows != indexes.Length || destination.Shape.Columns != Pixels)
        {
            throw new AaeException($"{Name}: {indexes.Length} images of {Pixels} pixels do not fit a tensor of shape {destination.Shape}");
        }

        Span<float> rows = destination.Span;
        for (int n = 0; n < indexes.Length; n++)
        {
            if (KeepsFloats)
            {
                _values.Span.Slice(indexes[n] * Pixels, Pixels).CopyTo(rows[(n * Pixels)..]);
                continue;
            }

            if (n + Ahead < indexes.Length)
            {
                Prefetch(Image(indexes[n + Ahead]));
            }

            UnitScale.Convert(Image(indexes[n]), rows.Slice(n * Pixels, Pixels));
        }
    }

    /// <summary>Images that follow each other, as floats.</summary>
    /// <param name="start">The first image, 0 or more.</param>
    /// <param name="count">The number of images; start + count is at most <see cref="Count"/>.</param>
    /// <returns>[count, Pixels]</returns>
    public Tensor Gather(int start, int count)
    {
        ImageSet slice = Slice(start, count);
        var images = new Tensor(new Shape(count, Pixels));
        if (KeepsFloats)
        {
            slice._values.Span.CopyTo(images.Span);
        }
        else
        {
            UnitScale.Convert(slice._pixels.Span, images.Span);
        }

        return images;
    }

    /// <summary>Adds all that the set holds to a checksum: sizes, pixels and labels.</summary>
    internal void AppendTo(XxHash3 digest)
    {
        digest.Append(MemoryMarshal.AsBytes<int>([Count, Channels, Height, Width, Classes]));
        digest.Append(_pixels.Span);
        digest.Append(MemoryMarshal.AsBytes(_values.Span));
        digest.Append(Labels);
    }

    private bool KeepsFloats => !_values.IsEmpty;

    /// <summary>Asks the processor for an image that is read soon: it cannot guess where the next of a shuffled minibatch lies.</summary>
    private static unsafe void Prefetch(ReadOnlySpan<byte> image)
    {
        if (Sse.IsSupported)
        {
            fixed (byte* start = image)
            {
                for (int i = 0; i < Math.Min(image.Length, PrefetchedBytes); i += 64)
                {
                    Sse.Prefetch0(start + i);
                }
            }
        }
    }
}
