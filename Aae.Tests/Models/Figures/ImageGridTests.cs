using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Figures;

namespace Aae.Tests.Models.Figures;

[Category("Unit")]
internal sealed class ImageGridTests
{
    private static readonly ImageSize TwoByThree = new(2, 3, 1);

    /// <summary>n images of 2 × 3 pixels; image i is all of grey (i + 1) / 10.</summary>
    private static Tensor Greys(int n)
    {
        var images = new Tensor(new Shape(n, 6));
        for (int i = 0; i < n; i++)
        {
            images.Row(i).Fill((i + 1) / 10f);
        }

        return images;
    }

    private static Rgb Grey(int i)
    {
        byte value = (byte)MathF.Round((i + 1) / 10f * 255);
        return new Rgb(value, value, value);
    }

    [Test]
    public void Images_fill_rows_with_gaps_between_and_white_where_none_is_left()
    {
        Canvas grid = ImageGrid.Draw(Greys(5), TwoByThree, columns: 3, scale: 2, gap: 1);
        Assert.That((grid.Width, grid.Height), Is.EqualTo((3 * 6 + 2, 2 * 4 + 1)));
        for (int y = 0; y < grid.Height; y++)
        {
            for (int x = 0; x < grid.Width; x++)
            {
                int i = y / 5 * 3 + x / 7;
                bool isGap = x % 7 == 6 || y % 5 == 4 || i >= 5;
                Assert.That(grid[x, y], Is.EqualTo(isGap ? Rgb.White : Grey(i)), $"({x}, {y})");
            }
        }
    }

    [Test]
    public void A_manifold_has_no_gaps()
    {
        Canvas grid = ImageGrid.Draw(Greys(4), TwoByThree, columns: 2, scale: 1, gap: 0);
        Assert.That((grid.Width, grid.Height), Is.EqualTo((6, 4)));
        Assert.That(grid[2, 1], Is.EqualTo(Grey(0)));
        Assert.That(grid[3, 2], Is.EqualTo(Grey(3)));
    }

    [Test]
    public void Fewer_images_than_columns_leave_no_empty_room() =>
        Assert.That(ImageGrid.Draw(Greys(2), TwoByThree, columns: 10, scale: 1, gap: 0).Width, Is.EqualTo(6));

    [Test]
    public void Reconstructions_stand_below_their_images()
    {
        var black = new Tensor(new Shape(3, 6));
        Canvas pairs = ImageGrid.DrawPairs(Greys(3), black, TwoByThree, columns: 2, scale: 10);
        int left = pairs.Width - 2 * 30 - 2;
        Assert.That(pairs[left, 0], Is.EqualTo(Grey(0)));
        Assert.That(pairs[left + 32, 0], Is.EqualTo(Grey(1)));
        Assert.That(pairs[left, 22], Is.EqualTo(new Rgb(0, 0, 0)));
        Assert.That(pairs[left, pairs.Height - 42], Is.EqualTo(Grey(2)));
        Assert.That(pairs[left, pairs.Height - 1], Is.EqualTo(new Rgb(0, 0, 0)));
        Assert.That(pairs[left + 32, pairs.Height - 1], Is.EqualTo(Rgb.White), "the second pair of rows has one image");
        Assert.That(Enumerable.Range(0, left * 40).Any(i => pairs[i % left, i / left].R < 100), "labels stand on the left");
    }

    [Test]
    public void Images_too_low_for_labels_have_none()
    {
        Canvas pairs = ImageGrid.DrawPairs(Greys(3), Greys(3), TwoByThree, columns: 1, scale: 2);
        int left = pairs.Width - 6;
        Assert.That(Enumerable.Range(0, left * pairs.Height).All(i => pairs[i % left, i / left] == Rgb.White));
    }

    [Test]
    public void Wrong_input_is_one_clear_line()
    {
        const string path = "never-written.png";
        Refuses(() => ImageGrid.Write(path, new Tensor(new Shape(0, 6)), 2, 3, 1, 5), "images [0, 6]: one image or more is needed, as [n, channels · height · width]");
        Refuses(() => ImageGrid.Write(path, Greys(2), 2, 2, 1, 5), "images [2, 6] do not hold 2 × 2 pixels of 1 channels each");
        Refuses(() => ImageGrid.Write(path, Greys(2), 3, 1, 2, 5), "a picture has 1 channel (grey) or 3 (red, green, blue), not 2");
        Refuses(() => ImageGrid.Write(path, Greys(2), 2, 3, 1, 0), "a grid needs columns and scale of 1 or more and a gap of 0 or more, not 0, 2 and 2");
        Refuses(() => ImageGrid.Pairs(path, Greys(2), Greys(3), 2, 3, 1, 5), "images [2, 6] and reconstructions [3, 6] differ in shape");

        static void Refuses(Action write, string message) =>
            Assert.That(write, Throws.InstanceOf<AaeException>().With.Message.EqualTo(message));
    }
}
