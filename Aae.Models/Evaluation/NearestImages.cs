using System.Numerics.Tensors;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Threading;
using Shape = Aae.Core.Tensors.Shape;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Evaluation;

/// <summary>For each of some images the nearest of a data set: a model that copies what it was shown makes images that lie on them.</summary>
/// <param name="Places">The nearest images' places in the data set.</param>
/// <param name="Distances">The Euclidean distances ‖a − x‖ to them, over all pixels.</param>
public sealed record NearestImages(IReadOnlyList<int> Places, IReadOnlyList<double> Distances)
{
    private const int BlockSize = 1000;

    /// <summary>
    /// Finds them by <see cref="Affinities"/>: of images whose squared distances differ by less than about 10⁻⁴ any may be found.
    /// </summary>
    /// <param name="images">a [n, pixels].</param>
    /// <param name="among">x, 1 or more.</param>
    /// <param name="team">The threads to use; null for those that the process may use. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    /// <exception cref="AaeException">The sizes differ, a pixel is not finite, or there is nothing to be near to.</exception>
    public static NearestImages Find(Tensor images, ImageSet among, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        if (images.Shape.Rank != 2 || images.Shape.Columns != among.Pixels || among.Count == 0)
        {
            throw new AaeException($"of {among.Count} images of {among.Pixels} pixels ({among.Name}) none is nearest to those of an array {images.Shape}");
        }

        Samples.RequireFinite(images, "images");
        int[] places = new int[images.Shape.Rows];
        float[] largest = new float[places.Length];
        Array.Fill(largest, float.NegativeInfinity);
        for (int start = 0; start < among.Count; start += BlockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            Tensor block = among.Gather(start, Math.Min(BlockSize, among.Count - start));
            var affinities = new Tensor(new Shape(places.Length, block.Shape.Rows));
            new Affinities(block).To(images, affinities, team ?? WorkerTeam.Default);
            for (int i = 0; i < places.Length; i++)
            {
                int place = TensorPrimitives.IndexOfMax<float>(affinities.Row(i));
                float affinity = affinities.Row(i)[place];
                if (affinity > largest[i])
                {
                    (places[i], largest[i]) = (start + place, affinity);
                }
            }
        }

        return new NearestImages(places, [.. places.Select((place, i) => (double)TensorPrimitives.Distance<float>(images.Row(i), among.Gather(place, 1).Span))]);
    }

    /// <summary>The images that were found.</summary>
    /// <param name="among">The data set in which they were.</param>
    /// <returns>[n, pixels]</returns>
    public Tensor ImagesOf(ImageSet among)
    {
        var images = new Tensor(new Shape(Places.Count, among.Pixels));
        among.Gather([.. Places], images);
        return images;
    }
}
