using Aae.Models.Networks;

namespace Aae.Models.Recipes;

/// <summary>A convolution of an encoder, below its hidden layers.</summary>
public sealed record ConvolutionRecipe
{
    /// <summary>The number of its filters.</summary>
    public required int Filters { get; init; }

    /// <summary>Places along each side of its kernel.</summary>
    public required int Kernel { get; init; }

    /// <summary>Places by which the kernel moves: the image has 1/stride of the rows and columns after it, rounded up.</summary>
    public int Stride { get; set; } = 1;

    internal ConvolutionLayer Create() => new(Filters, Kernel, Stride);
}
