using Aae.Core.Data.Digits;

namespace Aae.Core.Data;

/// <summary>The data set "digits": images that the program draws itself.</summary>
internal static class DrawnDigits
{
    /// <summary>Splits take their images from far apart, so they share none and none depends on another's size.</summary>
    private const long SplitDistance = 1L << 40;

    /// <summary>Draws all images, on all processors; image i of a split is a pure function of (seed, split, i).</summary>
    public static Dataset Create(string name, SplitSizes sizes, ulong seed) => new(
        name,
        Draw($"{name}/train", sizes.Train, seed, 0),
        Draw($"{name}/validation", sizes.Validation, seed, SplitDistance),
        Draw($"{name}/test", sizes.Test, seed, 2 * SplitDistance));

    private static ImageSet Draw(string name, int count, ulong seed, long first)
    {
        const int size = BuiltInDigits.Size * BuiltInDigits.Size;
        if (count > Array.MaxLength / size)
        {
            throw new AaeException($"{name}: {count} images do not fit into memory; at most {Array.MaxLength / size} can be asked");
        }

        byte[] pixels = new byte[count * size];
        byte[] labels = new byte[count];
        Parallel.For(0, count, i => labels[i] = (byte)BuiltInDigits.Render(seed, first + i, pixels.AsSpan(i * size, size)));
        return new ImageSet(name, BuiltInDigits.Size, BuiltInDigits.Size, 1, pixels, labels, BuiltInDigits.Classes);
    }
}
