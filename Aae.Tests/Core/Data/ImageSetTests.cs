using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class ImageSetTests
{
    [Test]
    public void Images_that_follow_each_other_are_gathered_as_if_one_by_one()
    {
        ImageSet set = new("set", 5, 7, 1, Enumerable.Range(0, 6 * 35).Select(i => (byte)(i * 37)).ToArray());
        var expected = new Tensor(new Shape(3, 35));
        set.Gather([2, 3, 4], expected);

        Assert.That(set.Gather(2, 3).Span.ToArray(), Is.EqualTo(expected.Span.ToArray()));
        Assert.That(set.Gather(6, 0).Shape, Is.EqualTo(new Shape(0, 35)));
        Assert.That(() => set.Gather(4, 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Every_length_and_alignment_is_converted_as_the_reference_does()
    {
        byte[] bytes = new byte[600];
        new System.Random(1).NextBytes(bytes);
        for (int length = 0; length < 200; length++)
        {
            int offset = length % 37;
            float[] expected = new float[length + 2];
            float[] actual = new float[length + 2];
            UnitScale.Reference(bytes.AsSpan(offset, length), expected.AsSpan(1));
            UnitScale.Convert(bytes.AsSpan(offset, length), actual.AsSpan(1));
            Assert.That(Bits(actual), Is.EqualTo(Bits(expected)), $"length {length}"); // the floats beside must stay 0
        }
    }

    [Test]
    public void All_bytes_become_the_nearest_float_of_a_255th()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        float[] actual = new float[256];
        UnitScale.Convert(bytes, actual);
        Assert.That(actual, Is.EqualTo(bytes.Select(b => (float)(b / 255.0))));
        Assert.That(actual[255], Is.EqualTo(1f));
    }

    [TestCase(1, 1, 1)]
    [TestCase(5, 7, 1)]
    [TestCase(28, 28, 1)]
    [TestCase(9, 5, 3)]
    public void Gather_writes_the_asked_images_in_their_order(int height, int width, int channels)
    {
        int size = height * width * channels;
        byte[] pixels = [.. Enumerable.Range(0, 11 * size).Select(i => (byte)(i * 31 % 256))];
        ImageSet set = new ImageSet("all", height, width, channels, pixels).Slice(1, 9);
        int[] indexes = [8, 0, 3, 3];
        float[] expected = [.. indexes.SelectMany(index => pixels.Skip((index + 1) * size).Take(size)).Select(b => b / 255f)];

        var flat = new Tensor(new Shape(4, size));
        set.Gather(indexes, flat);
        Assert.That(Bits(flat.Span), Is.EqualTo(Bits(expected)));

        var images = new Tensor(new Shape(4, channels, height, width));
        set.Gather(indexes, images);
        Assert.That(Bits(images.Span), Is.EqualTo(Bits(expected)));
    }

    [Test]
    public void Gather_allocates_nothing()
    {
        ImageSet set = Counted(50);
        var target = new Tensor(new Shape(3, set.Pixels));
        int[] indexes = [4, 40, 14];
        set.Gather(indexes, target);
        Assert.That(Allocations.OfTen(() => set.Gather(indexes, target)), Is.Zero);
    }

    [Test]
    public void Gather_refuses_other_shapes_and_images_that_are_not_there()
    {
        ImageSet set = Counted(5);
        Assert.That(() => set.Gather([1, 2], new Tensor(new Shape(3, 6))), Throws.TypeOf<AaeException>().With.Message.Contains("[3, 6]"));
        Assert.That(() => set.Gather([1, 2], new Tensor(new Shape(2, 5))), Throws.TypeOf<AaeException>());
        Assert.That(() => set.Gather([1, 5], new Tensor(new Shape(2, 6))), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => set.Gather([-1, 0], new Tensor(new Shape(2, 6))), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_slice_has_its_own_images_and_labels()
    {
        ImageSet slice = Counted(10).Slice(4, 3, "part");
        Assert.That((slice.Name, slice.Count, slice.Pixels, slice.Classes), Is.EqualTo(("part", 3, 6, 10)));
        Assert.That(new[] { slice.Label(0), slice.Label(1), slice.Label(2) }, Is.EqualTo([4, 5, 6]));
        Assert.That(slice.Labels.ToArray(), Is.EqualTo(new byte[] { 4, 5, 6 }));
        Assert.That(slice.Image(2).ToArray(), Is.All.EqualTo(6));
        Assert.That(() => slice.Label(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => slice.Image(3).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => slice.Slice(1, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(slice.Slice(3, 0).Count, Is.Zero);
    }

    [Test]
    public void Images_without_labels_say_so()
    {
        var set = new ImageSet("bare", 2, 3, 1, new byte[12]);
        Assert.That((set.Count, set.HasLabels, set.Classes), Is.EqualTo((2, false, 0)));
        Assert.That(() => set.Label(0), Throws.TypeOf<AaeException>().With.Message.StartsWith("bare"));
        Assert.That(set.Slice(1, 1).HasLabels, Is.False);
    }

    [Test]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.That(() => new ImageSet("s", 2, 3, 1, new byte[13]), Throws.TypeOf<AaeException>().With.Message.Contains("13 bytes"));
        Assert.That(() => new ImageSet("s", 0, 3, 1, new byte[12]), Throws.TypeOf<AaeException>());
        Assert.That(() => new ImageSet("s", 1 << 16, 1 << 16, 1, new byte[12]), Throws.TypeOf<AaeException>());
        Assert.That(() => new ImageSet("s", 2, 3, 1, new byte[12], new byte[3], 10), Throws.TypeOf<AaeException>().With.Message.Contains("3 labels"));
        Assert.That(() => new ImageSet("s", 2, 3, 1, new byte[12], new byte[2]), Throws.TypeOf<AaeException>());
        Assert.That(() => new ImageSet("s", 2, 3, 1, new byte[12], new byte[] { 1, 10 }, 10), Throws.TypeOf<AaeException>().With.Message.Contains("image 1 has the label 10"));
        Assert.That(() => new ImageSet("s", 2, 3, 1, new byte[12], new byte[] { 1, 255 }, 256), Throws.Nothing);
    }

    [Test]
    public void A_data_set_has_splits_of_one_kind()
    {
        ImageSet set = Counted(10);
        Assert.That(new Dataset("d", set, set.Slice(0, 0), set).Classes, Is.EqualTo(10));
        Assert.That(
            () => new Dataset("d", set, set, new ImageSet("other", 3, 2, 1, new byte[6], new byte[1], 10)),
            Throws.TypeOf<AaeException>().With.Message.Contains("other has images of 3 × 2"));
    }

    /// <summary>Images of 2 × 3 whose pixels and label are their index.</summary>
    private static ImageSet Counted(int count) => new(
        "counted", 2, 3, 1, Enumerable.Range(0, count * 6).Select(i => (byte)(i / 6)).ToArray(), Enumerable.Range(0, count).Select(i => (byte)(i % 10)).ToArray(), 10);

    private static int[] Bits(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
