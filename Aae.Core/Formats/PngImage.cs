namespace Aae.Core.Formats;

/// <summary>A picture of 8 bits a channel, row by row from the top, channels of a pixel side by side.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey (0 is black), 3 for red, green, blue.</param>
/// <param name="Pixels">Height · Width · Channels bytes.</param>
public sealed record PngImage(int Width, int Height, int Channels, byte[] Pixels);
