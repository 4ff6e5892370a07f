namespace Aae.Models.Networks;

/// <summary>The size of the images that a model reads and writes.</summary>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Channels">1 for grey, 3 for colour.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Whether an image is a single row of numbers, of which a picture shows nothing.</summary>
    public bool IsVector => Height == 1 && Channels == 1;

    /// <summary>Numbers in one image.</summary>
    public int Pixels => Height * Width * Channels;

    /// <summary>As in "28 × 28 × 1".</summary>
    public override string ToString() => $"{Height} × {Width} × {Channels}";
}
