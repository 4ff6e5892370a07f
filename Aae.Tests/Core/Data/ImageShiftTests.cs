using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class ImageShiftTests
{
    private const int Height = 5;
    private const int Width = 6;

    private static readonly ImageSet Set = new("set", Height, Width, 2, Enumerable.Range(0, 2 * Height * Width).Select(i => (byte)(i + 1)).ToArray());

    [Test]
    public void Each_image_is_moved_by_whole_pixels_and_all_moves_come()
    {
        var shift = new ImageShift(2, Set, new RandomStream(1, 2));
        var images = new Tensor(new Shape(600, Set.Pixels));
        Set.Gather(new int[600], images);
        shift.Apply(images, step: 7);

        var seen = new Dictionary<(int, int), int>();
        for (int row = 0; row < 600; row++)
        {
            float[] moved = images.Row(row).ToArray();
            (int, int) move = (from y in Enumerable.Range(-2, 5) from x in Enumerable.Range(-2, 5) where Moved(x, y).SequenceEqual(moved) select (x, y)).Single();
            seen[move] = seen.GetValueOrDefault(move) + 1;
        }

        Assert.That(seen, Has.Count.EqualTo(25));
        Assert.That(seen.Values, Is.All.InRange(8, 45)); // 24 each; five deviations are 24
    }

    [Test]
    public void A_move_depends_on_stream_step_and_row_alone()
    {
        float[] Apply(RandomStream stream, ulong step, int first, int count)
        {
            var images = new Tensor(new Shape(count, Set.Pixels));
            Set.Gather(new int[count], images);
            new ImageShift(2, Set, stream).Apply(images, step, first);
            return images.Span.ToArray();
        }

        float[] whole = Apply(new RandomStream(1, 2), 3, 0, 20);
        Assert.That(Apply(new RandomStream(1, 2), 3, 8, 12), Is.EqualTo(whole[(8 * Set.Pixels)..]), "a piece of the minibatch");
        Assert.That(Apply(new RandomStream(1, 2), 4, 0, 20), Is.Not.EqualTo(whole), "another step");
        Assert.That(Apply(new RandomStream(1, 3), 3, 0, 20), Is.Not.EqualTo(whole), "another stream");
    }

    [Test]
    public void It_allocates_nothing()
    {
        var shift = new ImageShift(1, Set, new RandomStream(1, 2));
        var images = new Tensor(new Shape(8, Set.Pixels));
        ulong step = 0;
        shift.Apply(images, step);
        Assert.That(Allocations.OfTen(() => shift.Apply(images, step++)), Is.Zero);
    }

    [TestCase(0, 5, 6, "allowed is 1 to 4 for images of 5 × 6")]
    [TestCase(5, 5, 6, "allowed is 1 to 4 for images of 5 × 6")]
    [TestCase(1, 1, 30, "images of 1 × 30 cannot be shifted")]
    public void Images_that_are_too_small_are_refused(int most, int height, int width, string message) => Assert.That(
        () => new ImageShift(most, new ImageSet("set", height, width, 1, new byte[height * width]), new RandomStream(1, 2)),
        Throws.TypeOf<AaeException>().With.Message.StartsWith($"data.shift = {most}: ").And.Message.Contains(message));

    // The image moved to the right and down, pixel by pixel.
    private static float[] Moved(int right, int down)
    {
        float[] image = Set.Gather(0, 1).Span.ToArray();
        var moved = new float[image.Length];
        for (int channel = 0; channel < 2; channel++)
        {
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    (int fromY, int fromX) = (y - down, x - right);
                    if (fromY is >= 0 and < Height && fromX is >= 0 and < Width)
                    {
                        moved[(channel * Height + y) * Width + x] = image[(channel * Height + fromY) * Width + fromX];
                    }
                }
            }
        }

        return moved;
    }
}
