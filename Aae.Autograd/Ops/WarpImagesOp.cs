using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Kernels.Images;

namespace Aae.Autograd.Ops;

/// <summary>
/// y = x with each image shifted, turned, scaled and sheared by draws of its own.   [batch, channels · height · width] → the same
/// ∂x = the transposed warp of ∂y
/// </summary>
internal sealed unsafe class WarpImagesOp(Variable x, int channels, int height, int width, WarpRange range, RandomStream stream)
    : Op(ShapeRule(x.Shape, channels, height, width), x)
{
    private readonly AffineMap[] _maps = new AffineMap[x.Shape.Rows];

    protected internal override void Forward()
    {
        for (int row = 0; row < _maps.Length; row++)
        {
            _maps[row] = range.Draw(stream, Tape.Step, row, height, width);
        }

        fixed (AffineMap* maps = _maps)
        {
            BilinearWarp.Apply(X(0).Pointer, Y.Pointer, maps, _maps.Length, channels, height, width, Team);
        }
    }

    protected internal override void Backward()
    {
        fixed (AffineMap* maps = _maps)
        {
            BilinearWarp.ApplyTransposed(OutputGradient.Pointer, InputGradient(0).Pointer, maps, _maps.Length, channels, height, width, Team);
        }
    }

    private static Shape ShapeRule(Shape x, int channels, int height, int width) =>
        x.Rank == 2 && channels > 0 && height > 0 && width > 0 && (long)channels * height * width == x[1]
            ? x
            : throw new AaeException($"warp images: x {x} does not hold images of {channels} × {height} × {width}, [batch, channels · height · width]");
}
