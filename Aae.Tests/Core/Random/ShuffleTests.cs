using Aae.Core.Random;

namespace Aae.Tests.Core.Random;

[Category("Unit")]
internal sealed class ShuffleTests
{
    private static readonly RandomStream _stream = RandomStream.Named(1, "data");

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(60_000)]
    public void A_permutation_holds_every_number_once(int count)
    {
        int[] order = new int[count];
        _stream.Permutation(order, 3);
        Assert.That(order.Order(), Is.EqualTo(Enumerable.Range(0, count)));
    }

    [Test]
    public void A_permutation_is_a_function_of_seed_stream_and_step()
    {
        int[] Order(RandomStream stream, ulong step)
        {
            int[] order = new int[100];
            stream.Permutation(order, step);
            return order;
        }

        int[] order = Order(_stream, 5);
        Assert.That(Order(RandomStream.Named(1, "data"), 5), Is.EqualTo(order));
        Assert.That(Order(_stream, 6), Is.Not.EqualTo(order));
        Assert.That(Order(_stream with { Seed = 2 }, 5), Is.Not.EqualTo(order));
        Assert.That(Order(_stream with { Stream = 2 }, 5), Is.Not.EqualTo(order));
    }

    [Test]
    public void A_shuffle_moves_what_is_there()
    {
        int[] order = new int[50];
        _stream.Permutation(order, 5);
        int[] numbers = [.. Enumerable.Range(100, 50)];
        _stream.Shuffle(numbers, 5);
        Assert.That(numbers, Is.EqualTo(order.Select(i => i + 100)));
    }

    /// <summary>Chi squared of 24 orders over 24 000 draws: 23 degrees of freedom, below 49.7 with probability .999.</summary>
    [Test]
    public void Every_order_is_equally_likely()
    {
        const int Draws = 24_000;
        var counts = new Dictionary<int, int>();
        int[] order = new int[4];
        for (int i = 0; i < Draws; i++)
        {
            _stream.Permutation(order, (ulong)i);
            int key = order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(counts.Values.Sum(count => Math.Pow(count - Draws / 24, 2) / (Draws / 24)), Is.LessThan(49.7));
    }

    /// <summary>With bound 3·2³⁰ a quarter of the words must be drawn again; without that, every third number would come twice as often.</summary>
    [Test]
    public void Numbers_below_a_bound_are_equally_likely()
    {
        const int Draws = 30_000;
        var words = new WordSequence(_stream, 0);
        int[] counts = new int[3];
        for (int i = 0; i < Draws; i++)
        {
            counts[words.NextBelow(3u << 30) % 3]++;
        }

        double error = Math.Sqrt(Draws * (1 / 3d) * (2 / 3d));
        Assert.That(counts, Is.All.EqualTo(Draws / 3d).Within(5 * error));
    }

    [Test]
    public void Words_come_in_the_order_of_the_blocks()
    {
        var words = new WordSequence(_stream, 7);
        uint[] first = [.. Enumerable.Range(0, 6).Select(_ => words.Next())];
        (uint r0, uint r1, uint r2, uint r3) = _stream.Block(7, 0);
        (uint r4, uint r5, _, _) = _stream.Block(7, 1);
        Assert.That(first, Is.EqualTo(new[] { r0, r1, r2, r3, r4, r5 }));
    }
}
