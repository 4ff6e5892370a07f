using Aae.Core.Data;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class ImageLayoutTests
{
    // Sizes of an array; height, width and channels of its images.
    [TestCase(new[] { 9, 4, 5 }, 4, 5, 1, false)]
    [TestCase(new[] { 9, 1, 5 }, 1, 5, 1, false)]
    [TestCase(new[] { 9, 3, 4, 5 }, 4, 5, 3, false)]
    [TestCase(new[] { 9, 4, 5, 3 }, 4, 5, 3, true)]
    [TestCase(new[] { 9, 3, 5, 3 }, 5, 3, 3, false)]
    [TestCase(new[] { 9, 1, 4, 5 }, 4, 5, 1, false)]
    [TestCase(new[] { 9, 4, 5, 1 }, 4, 5, 1, true)]
    [TestCase(new[] { 9, 3, 5, 1 }, 3, 5, 1, true)]
    public void Sizes_tell_the_layout(int[] sizes, int height, int width, int channels, bool channelsLast) =>
        Assert.That(ImageLayout.Of(sizes), Is.EqualTo(new ImageLayout(height, width, channels, channelsLast)));

    [TestCase(new[] { 9 })]
    [TestCase(new[] { 9, 4 })]
    [TestCase(new[] { 9, 0, 4 })]
    [TestCase(new[] { 9, 2, 4, 4 })]
    [TestCase(new[] { 9, 4, 4, 2 })]
    [TestCase(new[] { 9, 3, 0, 4 })]
    [TestCase(new[] { 9, 1, 3, 4, 4 })]
    public void Other_arrays_hold_no_images(int[] sizes) => Assert.That(ImageLayout.Of(sizes), Is.Null);
}
