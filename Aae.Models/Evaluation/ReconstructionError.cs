using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Models.Evaluation;

/// <summary>How far reconstructions p(x|z) are from their images x.</summary>
/// <param name="HalfSquared">½ ‖x − x̂‖², summed over pixels, mean over images: the paper's reconstruction loss.</param>
/// <param name="MeanSquared">(x − x̂)², mean over pixels and images: 2 · HalfSquared / pixels.</param>
public readonly record struct ReconstructionError(double HalfSquared, double MeanSquared)
{
    /// <summary>Measures the error over a set of images.</summary>
    /// <param name="images">x [n, …], n of 1 or more.</param>
    /// <param name="reconstructions">x̂, of the same shape.</param>
    /// <exception cref="AaeException">The shapes differ, are empty, or an element is not finite.</exception>
    public static ReconstructionError Between(Tensor images, Tensor reconstructions)
    {
        if (images.Shape != reconstructions.Shape)
        {
            throw new AaeException($"images {images.Shape} and reconstructions {reconstructions.Shape} differ in shape");
        }

        if (images.Shape.Count == 0 || images.Shape.Rank == 0)
        {
            throw new AaeException($"images {images.Shape}: one image or more is needed");
        }

        Samples.RequireFinite(images, "images");
        Samples.RequireFinite(reconstructions, "reconstructions");

        // Double sums: a float would lose digits over the 8 million pixels of a test set.
        double squared = 0;
        for (int row = 0; row < images.Shape.Rows; row++)
        {
            squared += SquaredDistance(images.Row(row), reconstructions.Row(row));
        }

        return new ReconstructionError(squared / 2 / images.Shape.Rows, squared / images.Shape.Count);
    }

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (double)a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
