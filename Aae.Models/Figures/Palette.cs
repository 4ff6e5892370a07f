namespace Aae.Models.Figures;

/// <summary>Ten colours for classes and curves.</summary>
/// <remarks>
/// Found by a search for ten colours of moderate chroma, none too pale for white paper, whose least distance is as large as
/// can be: in OKLab no two are closer than 0.19, and no two closer than 0.12 as people without red or without green cones
/// see them (by the matrices of Machado, Oliveira, Fernandes 2009). Digits that encoders confuse, as 4 and 9 or 3, 5 and 8,
/// are far apart, and the palest come last, where few curves reach them.
/// </remarks>
internal static class Palette
{
    private static readonly Rgb[] Colors =
    [
        new(0x01, 0x96, 0xef), // blue
        new(0x68, 0x00, 0x40), // wine
        new(0xfe, 0xaf, 0x14), // amber
        new(0x75, 0x4b, 0xb9), // purple
        new(0x9e, 0x81, 0x00), // olive
        new(0x0e, 0x66, 0x00), // green
        new(0xda, 0x5d, 0x96), // pink
        new(0xc1, 0xb5, 0xff), // lavender
        new(0x0d, 0xe2, 0xa7), // mint
        new(0x03, 0x2a, 0x8c), // navy
    ];

    /// <summary>The colour of a class or curve; colours repeat after ten.</summary>
    /// <param name="index">0 or more.</param>
    public static Rgb Of(int index) => Colors[index % Colors.Length];
}
