namespace Aae.Core.Data.Digits;

/// <summary>A point of the pen's path.</summary>
/// <param name="X">Rightwards, in units of the skeleton's box, then in pixels once the digit is placed.</param>
/// <param name="Y">Downwards, likewise.</param>
/// <param name="Pressure">The stroke's thickness here, as a factor of the image's thickness.</param>
/// <param name="Joined">Whether the pen drew a line from the point before; false where a stroke begins.</param>
internal readonly record struct PenPoint(float X, float Y, float Pressure, bool Joined);
