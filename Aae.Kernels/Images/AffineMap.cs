namespace Aae.Kernels.Images;

/// <summary>
/// From a pixel of the image that is made to the place in the image that is read, both measured from the upper left pixel's
/// centre: x' = Xx·x + Xy·y + X0, y' = Yx·x + Yy·y + Y0, in pixels.
/// </summary>
internal readonly record struct AffineMap(float Xx, float Xy, float X0, float Yx, float Yy, float Y0);
