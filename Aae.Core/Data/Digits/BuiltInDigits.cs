using Aae.Core.Random;

namespace Aae.Core.Data.Digits;

/// <summary>
/// Handwritten digits without a file: ten classes drawn from stroke skeletons of our own, each image deformed, thickened and
/// softened at random. Image i is a pure function of (seed, i), the same bits on every machine, so that a data set of any
/// size is at hand and nothing is stored. Format and statistics follow MNIST: 28 × 28 grey, the ink in a box of about
/// 20 × 20 with its centre of mass in the middle.
/// </summary>
public static class BuiltInDigits
{
    /// <summary>The images' width and height in pixels.</summary>
    public const int Size = 28;

    /// <summary>The number of classes: the digits 0 to 9.</summary>
    public const int Classes = 10;

    /// <summary>Draws one image and returns its label.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="index">The image's number, 0 or more.</param>
    /// <param name="pixels">The image [28 · 28], row by row from the top; 0 is background, 255 is full ink.</param>
    /// <returns>The digit, 0 to 9.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has not 784 elements.</exception>
    public static int Render(ulong seed, long index, Span<byte> pixels)
    {
        if (pixels.Length != Size * Size)
        {
            throw new ArgumentException($"an image has {Size * Size} pixels, not {pixels.Length}", nameof(pixels));
        }

        DrawSequence draws = Draws(seed, index);
        int label = draws.Below(Classes);
        Skeleton skeleton = StrokeSkeletons.Choose(label, draws.Below(100));

        // Thickness is skewed: most pens are fine, few are broad.
        float skewed = draws.Uniform(0f, 1f);
        float radius = 1.0f + (0.95f * skewed * skewed) + draws.Bell(0.1f);
        float softness = draws.Uniform(0.9f, 1.6f);
        float boxSize = draws.Uniform(18.5f, 20f);
        float carelessness = draws.Uniform(0.08f, 0.26f);
        float elasticity = draws.Uniform(0.5f, 2.0f);

        Span<PenPoint> path = stackalloc PenPoint[Handwriting.MaxPathLength];
        path = path[..Handwriting.Write(ref draws, skeleton, carelessness, path)];
        Deformation.Apply(ref draws, elasticity, path);

        float reach = (Handwriting.MaxPressure * radius) + (0.5f * softness);
        Placement.Apply(boxSize, radius, reach, path);
        Rasterizer.Draw(path, radius, softness, pixels);
        return label;
    }

    /// <summary>The label of one image, without drawing it.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="index">The image's number, 0 or more.</param>
    /// <returns>The digit, 0 to 9, each as likely as the others.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static int Label(ulong seed, long index)
    {
        DrawSequence draws = Draws(seed, index);
        return draws.Below(Classes);
    }

    private static DrawSequence Draws(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new DrawSequence(RandomStream.Named(seed, "digits"), (ulong)index);
    }
}
