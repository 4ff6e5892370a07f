namespace Aae.Core.Formats;

/// <summary>
/// PNG's five predictions of a byte from its neighbours: a is the same channel of the pixel to the left, b of the pixel above,
/// c of the pixel above a. What a file stores is the byte minus its prediction, modulo 256.
/// </summary>
internal static class PngFilter
{
    public const int None = 0;
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <summary>Number of filters.</summary>
    public const int Count = 5;

    /// <summary>Subtracts the prediction from every byte of a row.</summary>
    /// <param name="filter">Which prediction.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above; zeros above the first.</param>
    /// <param name="pixel">Bytes from a channel to the same channel of the next pixel, 1 or more.</param>
    /// <param name="difference">As many bytes as the row.</param>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixel, Span<byte> difference)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < pixel ? 0 : row[i - pixel];
            int c = i < pixel ? 0 : above[i - pixel];
            difference[i] = (byte)(row[i] - Predict(filter, a, above[i], c));
        }
    }

    /// <summary>Adds the prediction to every byte of a row, from the left, in place.</summary>
    /// <param name="filter">Which prediction.</param>
    /// <param name="row">The differences, which become the row.</param>
    /// <param name="above">The row above; zeros above the first.</param>
    /// <param name="pixel">Bytes from a channel to the same channel of the next pixel, 1 or more.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (int i = 0; i < row.Length && filter != None; i++)
        {
            int a = i < pixel ? 0 : row[i - pixel];
            int c = i < pixel ? 0 : above[i - pixel];
            row[i] = (byte)(row[i] + Predict(filter, a, above[i], c));
        }
    }

    private static int Predict(int filter, int a, int b, int c) => filter switch
    {
        None => 0,
        Sub => a,
        Up => b,
        Average => (a + b) / 2,
        _ => Nearest(a, b, c),
    };

    // Paeth: whichever of a, b, c is nearest to a + b − c; ties go to a, then b.
    private static int Nearest(int a, int b, int c)
    {
        int toA = Math.Abs(b - c);
        int toB = Math.Abs(a - c);
        int toC = Math.Abs(a + b - 2 * c);
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
