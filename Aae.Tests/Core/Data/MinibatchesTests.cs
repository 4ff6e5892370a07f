using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;

namespace Aae.Tests.Core.Data;

[Category("Unit")]
internal sealed class MinibatchesTests
{
    private static readonly RandomStream s_stream = RandomStream.Named(7, "batches");

    [TestCase(1, 1)]
    [TestCase(10, 3)]
    [TestCase(12, 4)]
    [TestCase(5, 100)]
    [TestCase(1003, 100)]
    public void Every_epoch_visits_each_example_once(int count, int batchSize)
    {
        var batches = new Minibatches(count, batchSize, s_stream);
        for (long epoch = 0; epoch < 5; epoch++)
        {
            Assert.That(Epoch(batches, epoch).Order(), Is.EqualTo(Enumerable.Range(0, count)));
        }
    }

    [Test]
    public void All_batches_are_full_but_the_last()
    {
        var batches = new Minibatches(10, 4, s_stream);
        Assert.That(batches.BatchesPerEpoch, Is.EqualTo(3));
        Assert.That(new[] { batches.Batch(0, 0).Length, batches.Batch(0, 1).Length, batches.Batch(0, 2).Length }, Is.EqualTo([4, 4, 2]));
        Assert.That(new Minibatches(8, 4, s_stream).BatchesPerEpoch, Is.EqualTo(2));
        Assert.That(new Minibatches(int.MaxValue / 1024, int.MaxValue, s_stream, shuffle: false).BatchesPerEpoch, Is.EqualTo(1));
    }

    [Test]
    public void The_order_differs_by_epoch_seed_and_stream()
    {
        int[] first = Epoch(new Minibatches(100, 10, s_stream), 0);
        Assert.That(Epoch(new Minibatches(100, 10, s_stream), 0), Is.EqualTo(first));
        Assert.That(Epoch(new Minibatches(100, 10, s_stream), 1), Is.Not.EqualTo(first));
        Assert.That(Epoch(new Minibatches(100, 10, RandomStream.Named(8, "batches")), 0), Is.Not.EqualTo(first));
        Assert.That(Epoch(new Minibatches(100, 10, RandomStream.Named(7, "others")), 0), Is.Not.EqualTo(first));
        Assert.That(Epoch(new Minibatches(100, 10, s_stream), 1L << 33), Is.Not.EqualTo(first));
    }

    [Test]
    public void The_order_does_not_depend_on_the_batch_size() =>
        Assert.That(Epoch(new Minibatches(100, 7, s_stream), 3), Is.EqualTo(Epoch(new Minibatches(100, 100, s_stream), 3)));

    [Test]
    public void A_run_that_goes_on_sees_what_one_that_never_stopped_sees()
    {
        var whole = new Minibatches(103, 10, s_stream);
        int[][] all = [.. from epoch in Enumerable.Range(0, 4) from batch in Enumerable.Range(0, whole.BatchesPerEpoch) select whole.Batch(epoch, batch).ToArray()];
        foreach (int stop in new[] { 5, 11, 17, 43 })
        {
            var resumed = new Minibatches(103, 10, s_stream);
            for (int i = stop; i < all.Length; i++)
            {
                Assert.That(resumed.Batch(i / whole.BatchesPerEpoch, i % whole.BatchesPerEpoch).ToArray(), Is.EqualTo(all[i]), $"batch {i} after a stop at {stop}");
            }
        }

        Assert.That(whole.Batch(1, 4).ToArray(), Is.EqualTo(all[15]), "going back gives the same too");
    }

    [Test]
    public void Without_shuffling_the_order_is_the_files()
    {
        var batches = new Minibatches(7, 3, s_stream, shuffle: false);
        Assert.That(Epoch(batches, 0), Is.EqualTo(Enumerable.Range(0, 7)));
        Assert.That(Epoch(batches, 5), Is.EqualTo(Enumerable.Range(0, 7)));
    }

    /// <summary>Each of n! orders of four examples should come 1/24 of the time; χ² with 23 degrees of freedom.</summary>
    [Test]
    public void All_orders_are_equally_likely()
    {
        const int epochs = 24_000;
        var batches = new Minibatches(4, 4, s_stream);
        var counts = new Dictionary<string, int>();
        for (long epoch = 0; epoch < epochs; epoch++)
        {
            string order = string.Join(",", batches.Batch(epoch, 0).ToArray());
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        double chiSquare = counts.Values.Sum(count => Math.Pow(count - epochs / 24.0, 2) / (epochs / 24.0));
        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(chiSquare, Is.LessThan(49.7), "exceeded once in a thousand seeds");
    }

    [Test]
    public void Going_through_epochs_allocates_nothing()
    {
        var batches = new Minibatches(1000, 64, s_stream);
        int epochs = 0, sum = 0;
        Assert.That(Allocations.OfTen(() => sum += Walk(batches, epochs++)), Is.Zero);
        Assert.That(sum, Is.EqualTo(epochs * 999 * 500));
    }

    [Test]
    public void Positions_and_sizes_out_of_range_are_refused()
    {
        var batches = new Minibatches(10, 4, s_stream);
        Assert.That(() => batches.Batch(0, 3).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => batches.Batch(0, -1).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => batches.Batch(-1, 0).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Minibatches(0, 4, s_stream), Throws.TypeOf<AaeException>());
        Assert.That(() => new Minibatches(4, 0, s_stream), Throws.TypeOf<AaeException>());
    }

    private static int Walk(Minibatches batches, long epoch)
    {
        int sum = 0;
        for (int batch = 0; batch < batches.BatchesPerEpoch; batch++)
        {
            foreach (int index in batches.Batch(epoch, batch))
            {
                sum += index;
            }
        }

        return sum;
    }

    private static int[] Epoch(Minibatches batches, long epoch) =>
        [.. Enumerable.Range(0, batches.BatchesPerEpoch).SelectMany(batch => batches.Batch(epoch, batch).ToArray())];
}
