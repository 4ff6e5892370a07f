using Aae.Models.Networks;

namespace Aae.Models.Recipes;

/// <summary>A convolution between an image and hidden layers; in a decoder it is transposed and goes back the same way.</summary>
public sealed record ConvolutionRecipe
{
    /// <summary>The number of its filters: of numbers in each place of what it makes, in a decoder of what it reads.</summary>
    public required int Filters { get; init; }

    /// <summary>Places along each side of its kernel.</summary>
    public required int Kernel { get; init; }

    /// <summary>Places by which the kernel moves: on the side of the hidden layers there are 1/stride of the rows and columns of the other, rounded up.</summary>
    public int Stride { get; set; } = 1;

    internal ConvolutionLayer Create() => new(Filters, Kernel, Stride);
}
