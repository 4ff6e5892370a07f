namespace Aae.Models.Figures;

/// <summary>A colour, each part from 0 to 255.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static readonly Rgb White = new(255, 255, 255);

    /// <summary>Text and axes: softer than black.</summary>
    public static readonly Rgb Ink = new(51, 51, 51);

    /// <summary>Frames, and outlines that must stay behind the data.</summary>
    public static readonly Rgb Grey = new(150, 150, 150);

    /// <summary>Grid lines and separators.</summary>
    public static readonly Rgb Pale = new(228, 228, 228);

    /// <summary>Pixels that are no number: a colour that no grey image has.</summary>
    public static readonly Rgb NotANumber = new(230, 0, 126);
}
