using System.Security.Cryptography;
using Aae.Core.Data.Digits;

namespace Aae.Tests.Core.Data.Digits;

[Category("Unit")]
internal sealed class BuiltInDigitsTests
{
    private const int Pixels = BuiltInDigits.Size * BuiltInDigits.Size;

    [Test]
    public void An_image_is_the_same_in_any_order_and_on_any_thread()
    {
        const int count = 200;
        var (expected, _) = Sheet.Render(7, 0, count);
        var actual = new byte[count * Pixels];

        Parallel.For(0, count, i => BuiltInDigits.Render(7, count - 1 - i, actual.AsSpan((count - 1 - i) * Pixels, Pixels)));

        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void What_the_span_held_before_leaves_no_trace()
    {
        var (expected, _) = Sheet.Render(7, 3, 1);
        var actual = new byte[Pixels];
        Array.Fill(actual, (byte)200);

        BuiltInDigits.Render(7, 3, actual);

        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCase(1ul, 0L, 2ul, 0L)]
    [TestCase(1ul, 0L, 1ul, 1L)]
    [TestCase(1ul, 5L, 1ul << 32 | 1ul, 5L)]
    [TestCase(1ul, 5L, 1ul, (1L << 32) + 5L)]
    public void Another_seed_or_index_gives_another_image(ulong seed, long index, ulong otherSeed, long otherIndex) =>
        Assert.That(Sheet.Render(seed, index, 1).Images, Is.Not.EqualTo(Sheet.Render(otherSeed, otherIndex, 1).Images));

    [Test]
    public void No_two_of_2000_images_are_the_same()
    {
        var (images, labels) = Sheet.Render(1, 0, 2000);

        Assert.That(images.Chunk(Pixels).Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(labels.Length));
    }

    /// <summary>
    /// Data sets never change silently: who changes a skeleton or a deformation changes every figure that was measured on
    /// the digits, and has to say so here.
    /// </summary>
    [Test]
    [Category("Golden")]
    public void The_first_images_of_seed_1_are_the_golden_ones()
    {
        var (images, labels) = Sheet.Render(1, 0, 500);

        Assert.That(Convert.ToHexString(SHA256.HashData([.. labels, .. images])), Is.EqualTo("75AB8BDB2FF8110B4A362005F932FE813271F7F336D0333002C8C899726DDC13"));
    }

    [Test]
    public void Label_says_what_Render_returns([Values(0ul, 1ul, ulong.MaxValue)] ulong seed)
    {
        var (_, labels) = Sheet.Render(seed, 0, 300);

        Assert.That(Enumerable.Range(0, 300).Select(i => (byte)BuiltInDigits.Label(seed, i)), Is.EqualTo(labels));
    }

    [Test]
    public void Classes_are_balanced()
    {
        var counts = new int[BuiltInDigits.Classes];
        for (int i = 0; i < 10_000; i++)
        {
            counts[BuiltInDigits.Label(1, i)]++;
        }

        // Each count is binomial with mean 1000 and deviation 30; four deviations to either side.
        Assert.That(counts, Is.All.InRange(880, 1120));
    }

    [Test]
    public void The_last_index_is_an_index_as_any_other() =>
        Assert.That(BuiltInDigits.Render(1, long.MaxValue, new byte[Pixels]), Is.InRange(0, 9));

    [Test]
    public void A_negative_index_is_refused()
    {
        Assert.That(() => BuiltInDigits.Render(1, -1, new byte[Pixels]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => BuiltInDigits.Label(1, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0)]
    [TestCase(Pixels - 1)]
    [TestCase(Pixels + 1)]
    public void A_span_of_the_wrong_length_is_refused(int length) =>
        Assert.That(() => BuiltInDigits.Render(1, 0, new byte[length]), Throws.ArgumentException.With.Message.Contains($"784 pixels, not {length}"));

    [Test]
    public void Drawing_allocates_nothing()
    {
        var pixels = new byte[Pixels];
        BuiltInDigits.Render(1, 0, pixels);
        int drawn = 0;
        Assert.That(Allocations.OfTen(() => BuiltInDigits.Render(1, ++drawn, pixels)), Is.Zero);
    }
}
