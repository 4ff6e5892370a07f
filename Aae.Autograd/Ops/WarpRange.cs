using Aae.Core.Random;
using Aae.Kernels.Images;

namespace Aae.Autograd.Ops;

/// <summary>How far images are deformed at random: each of five numbers is drawn evenly from −most to most.</summary>
/// <param name="Shift">The most pixels by which the places move that are read, in x and in y.</param>
/// <param name="Rotation">The most degrees about the centre.</param>
/// <param name="Scale">The most by which the logarithm of an image's size changes: 0.1 is about a tenth.</param>
/// <param name="Shear">The most columns by which a row moves to the side for each row from the centre.</param>
public readonly record struct WarpRange(float Shift, float Rotation, float Scale, float Shear)
{
    /// <summary>The map of one image: a pure function of stream, step and row.</summary>
    internal AffineMap Draw(RandomStream stream, ulong step, int row, int height, int width)
    {
        (uint turn, uint size, uint right, uint down) = stream.Block(step, 2 * (uint)row);
        (uint slant, _, _, _) = stream.Block(step, 2 * (uint)row + 1);
        float angle = Rotation * (MathF.PI / 180) * Even(turn);
        float scale = MathF.Exp(Scale * Even(size));
        float shear = Shear * Even(slant);
        float cos = scale * MathF.Cos(angle);
        float sin = scale * MathF.Sin(angle);

        // (x, y) about the centre → sheared → turned and scaled; the centre comes from one a little aside.
        float xx = cos;
        float xy = cos * shear - sin;
        float yx = sin;
        float yy = sin * shear + cos;
        float x0 = 0.5f * (width - 1);
        float y0 = 0.5f * (height - 1);
        return new AffineMap(
            xx, xy, x0 + Shift * Even(right) - xx * x0 - xy * y0,
            yx, yy, y0 + Shift * Even(down) - yx * x0 - yy * y0);
    }

    // −1 … 1
    private static float Even(uint word) => (word >> 8) * (2f / (1 << 24)) - 1;
}
