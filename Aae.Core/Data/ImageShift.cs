using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Core.Data;

/// <summary>
/// Moves each image of a minibatch by a random number of whole pixels, in x and in y, each from −most to most and equally likely;
/// what comes in from outside is 0, black. The move of row i in a step is a pure function of (stream, step, i).
/// </summary>
public sealed class ImageShift
{
    private readonly int _most;
    private readonly int _height;
    private readonly int _width;
    private readonly RandomStream _stream;

    /// <summary>Prepares for images of one size.</summary>
    /// <param name="most">The most pixels of a move in x and in y, 1 or more and below the images' height and width.</param>
    /// <param name="images">The images, which tell the size.</param>
    /// <param name="stream">What moves are drawn from.</param>
    /// <exception cref="AaeException">The images are too small.</exception>
    public ImageShift(int most, ImageSet images, RandomStream stream)
    {
        int least = Math.Min(images.Height, images.Width);
        if (most < 1 || most >= least)
        {
            throw new AaeException(least > 1
                ? $"data.shift = {most}: allowed is 1 to {least - 1} for images of {images.Height} × {images.Width}"
                : $"data.shift = {most}: images of {images.Height} × {images.Width} cannot be shifted (data.shift=null takes it out)");
        }

        (_most, _height, _width, _stream) = (most, images.Height, images.Width, stream);
    }

    /// <summary>Moves images in place. Allocates nothing.</summary>
    /// <param name="images">[n, channels · height · width]</param>
    /// <param name="step">The step.</param>
    /// <param name="first">The place of the first of these rows in the step's minibatch.</param>
    public void Apply(Tensor images, ulong step, int first = 0)
    {
        int size = _height * _width;
        for (int row = 0; row < images.Shape.Rows; row++)
        {
            (uint x, uint y, _, _) = _stream.Block(step, (uint)(first + row));
            Span<float> image = images.Row(row);
            for (int channel = 0; channel < image.Length; channel += size)
            {
                Move(image.Slice(channel, size), Draw(x), Draw(y));
            }
        }
    }

    // −most … most; of 2³² words some draws get one more than others, which nobody could notice.
    private int Draw(uint word) => (int)((ulong)word * (uint)(2 * _most + 1) >> 32) - _most;

    private void Move(Span<float> image, int right, int down)
    {
        // In the order in which no row is overwritten before it was read.
        for (int i = 0; i < _height; i++)
        {
            int y = down > 0 ? _height - 1 - i : i;
            Span<float> target = image.Slice(y * _width, _width);
            int from = y - down;
            if (from < 0 || from >= _height)
            {
                target.Clear();
                continue;
            }

            Span<float> source = image.Slice(from * _width, _width);
            if (right >= 0)
            {
                source[..(_width - right)].CopyTo(target[right..]);
                target[..right].Clear();
            }
            else
            {
                source[-right..].CopyTo(target);
                target[(_width + right)..].Clear();
            }
        }
    }
}
