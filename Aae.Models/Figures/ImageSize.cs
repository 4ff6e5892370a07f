using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Figures;

/// <summary>What one row of a tensor of images [n, channels · height · width] is.</summary>
internal readonly record struct ImageSize(int Height, int Width, int Channels)
{
    /// <summary>Checks that a tensor holds images of this size.</summary>
    /// <param name="images">[n, …].</param>
    /// <exception cref="AaeException">It holds none, or images of another size, or the channels are neither 1 nor 3.</exception>
    public void Require(Tensor images)
    {
        if (Channels is not (1 or 3))
        {
            throw new AaeException($"a picture has 1 channel (grey) or 3 (red, green, blue), not {Channels}");
        }

        if (images.Shape.Rank < 2 || images.Shape.Rows == 0)
        {
            throw new AaeException($"images {images.Shape}: one image or more is needed, as [n, channels · height · width]");
        }

        if (Height < 1 || Width < 1 || images.Shape.Columns != (long)Height * Width * Channels)
        {
            throw new AaeException($"images {images.Shape} do not hold {Height} × {Width} pixels of {Channels} channels each");
        }
    }
}
