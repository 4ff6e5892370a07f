using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Core;
using Aae.Core.Memory;
using Aae.Kernels.Elementwise;
using BatchNorm = Aae.Autograd.Modules.BatchNorm;

namespace Aae.Models.Networks;

/// <summary>
/// A convolution between an image and the dense layers. With zeros around the image it makes ⌈height/stride⌉ × ⌈width/stride⌉
/// places of one number for each filter; a decoder goes the same way back.
/// </summary>
/// <param name="Filters">Numbers in each place on the side of the dense layers: of what it makes, in a decoder of what it reads.</param>
/// <param name="Kernel">Places along each side of the kernel.</param>
/// <param name="Stride">Places by which the kernel moves.</param>
public sealed record ConvolutionLayer(int Filters, int Kernel, int Stride)
{
    /// <summary>What it makes of an image: its filters are the channels.</summary>
    /// <param name="image">The size of what it reads.</param>
    /// <exception cref="AaeException">The kernel has places that no image reaches, or it makes more numbers of one image than a tensor holds.</exception>
    public ImageShape MapOf(ImageShape image)
    {
        int most = 2 * Math.Max(image.Height, image.Width) - 1; // the centre over one edge, the end over the other
        if (Kernel > most)
        {
            throw new AaeException($"a kernel of {Kernel} × {Kernel} over images of {image}: {most} reach over all of them");
        }

        ImageShape map = new(EvenPadding.Places(image.Height, Stride), EvenPadding.Places(image.Width, Stride), Filters);
        return (long)map.Height * map.Width * Filters <= AlignedBlock.MostFloats
            ? map
            : throw new AaeException($"{Filters} filters with stride {Stride} make of images of {image} as many as {map} numbers; a tensor holds at most {AlignedBlock.MostFloats}");
    }

    /// <summary>The image, then what each layer makes of what stands before it.</summary>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="image">The size of the image.</param>
    public static IReadOnlyList<ImageShape> MapsOf(IReadOnlyList<ConvolutionLayer> layers, ImageShape image)
    {
        List<ImageShape> maps = [image];
        foreach (ConvolutionLayer layer in layers)
        {
            maps.Add(layer.MapOf(maps[^1]));
        }

        return maps;
    }

    /// <summary>The layer over images of a size, as a dense one is: with or without batch norm of each filter before the activation function.</summary>
    internal Sequential Over(ImageShape image, string name, Activation activation, Initializer initializer, bool batchNorm)
    {
        Convolution Of(Activation f) => new(name, image.Height, image.Width, image.Channels, Filters, Kernel, Stride, f, initializer);
        return batchNorm
            ? new(name, Of(Activation.Identity), new BatchNorm($"{name}.norm", Filters, activation))
            : new(name, Of(activation));
    }

    /// <summary>The layer of a decoder, transposed, with or without batch norm of each channel of what it makes.</summary>
    internal Sequential BackTo(ImageShape map, string name, Activation activation, Initializer initializer, bool batchNorm) => batchNorm
        ? new(name, BackTo(map, name, Activation.Identity, initializer), new BatchNorm($"{name}.norm", map.Channels, activation))
        : new(name, BackTo(map, name, activation, initializer));

    /// <summary>The layer of a decoder, transposed: from one number for each filter in each place to an image or a map.</summary>
    internal TransposedConvolution BackTo(ImageShape map, string name, Activation activation, Initializer initializer) =>
        new(name, map.Height, map.Width, map.Channels, Filters, Kernel, Stride, activation, initializer);
}
