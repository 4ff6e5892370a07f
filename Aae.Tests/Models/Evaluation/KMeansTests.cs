using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class KMeansTests
{
    [Test]
    public void Well_separated_groups_get_their_means()
    {
        // Five groups far apart; from 20 seeds at least one starts in each of them, and then one round is enough.
        Tensor points = Groups(5, 40, 3);
        double best = Enumerable.Range(0, 20).Min(seed => Distortion(points, KMeans.Centroids(points, 5, (ulong)seed)));
        Tensor means = new(new Shape(5, 3));
        for (int i = 0; i < points.Shape.Rows; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                means.Row(i % 5)[j] += points.Row(i)[j] / 40;
            }
        }

        Assert.That(best, Is.EqualTo(Distortion(points, means)).Within(1e-3).Percent);
    }

    [Test]
    public void Each_round_brings_the_points_nearer_until_none_moves()
    {
        Tensor points = Uniform(700, 7);
        double[] distortions = [.. new[] { 1, 2, 4, 8, 100 }.Select(rounds => Distortion(points, KMeans.Centroids(points, 13, 1, rounds)))];
        Assert.That(distortions, Is.Ordered.Descending);
        int last = 0;
        KMeans.Centroids(points, 13, 1, 1000, progress: new Synchronous<int>(round => last = round));
        Assert.That(last, Is.InRange(2, 999));
    }

    [Test]
    public void Centroids_are_the_means_of_the_points_nearest_to_them()
    {
        Tensor points = Uniform(300, 5);
        Tensor centroids = KMeans.Centroids(points, 9, 2, 1000);
        int[] nearest = [.. Enumerable.Range(0, 300).Select(i => Nearest(points, i, centroids).Cluster)];
        for (int cluster = 0; cluster < 9; cluster++)
        {
            int[] members = [.. Enumerable.Range(0, 300).Where(i => nearest[i] == cluster)];
            for (int j = 0; j < 5; j++)
            {
                Assert.That(centroids.Row(cluster)[j], Is.EqualTo(members.Average(i => points.Row(i)[j])).Within(1e-6));
            }
        }
    }

    [Test]
    public void Any_number_of_threads_gives_the_same_bits([Values(2, 3)] int threads)
    {
        Tensor points = Uniform(2500, 20);
        Assert.That(
            KMeans.Centroids(points, 70, 3, 4, new WorkerTeam(threads)).Span.ToArray(),
            Is.EqualTo(KMeans.Centroids(points, 70, 3, 4).Span.ToArray()));
    }

    [Test]
    public void A_centroid_without_points_stays_where_it_is()
    {
        // Four equal points: all go to the first of four equal centroids.
        var points = new Tensor(new Shape(4, 2), [1, 2, 1, 2, 1, 2, 1, 2]);
        Assert.That(KMeans.Centroids(points, 4, 0).Span.ToArray(), Is.EqualTo(points.Span.ToArray()));
    }

    [TestCase(0, 1)]
    [TestCase(5, 1)]
    [TestCase(2, 0)]
    public void What_does_not_fit_is_named(int count, int rounds) => Assert.That(
        () => KMeans.Centroids(new Tensor(new Shape(4, 2)), count, 0, rounds),
        Throws.TypeOf<AaeException>().With.Message.Contains($"not {count} of [4, 2] in {rounds}"));

    [Test]
    public void It_can_be_stopped() => Assert.That(
        () => KMeans.Centroids(Uniform(10, 2), 2, 0, cancellation: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private static double Distortion(Tensor points, Tensor centroids) =>
        Enumerable.Range(0, points.Shape.Rows).Sum(i => Nearest(points, i, centroids).Square);

    private static (int Cluster, double Square) Nearest(Tensor points, int i, Tensor centroids)
    {
        (int, double) nearest = (-1, double.PositiveInfinity);
        for (int cluster = 0; cluster < centroids.Shape.Rows; cluster++)
        {
            double square = 0;
            for (int j = 0; j < points.Shape.Columns; j++)
            {
                double difference = (double)points.Row(i)[j] - centroids.Row(cluster)[j];
                square += difference * difference;
            }

            nearest = square < nearest.Item2 ? (cluster, square) : nearest;
        }

        return nearest;
    }

    private static Tensor Uniform(int rows, int columns)
    {
        var tensor = new Tensor(new Shape(rows, columns));
        new RandomStream(4, 1).FillUniform(tensor.Span, step: 0);
        return tensor;
    }

    // Point i belongs to group i mod count, which lies around 10·group on each axis.
    private static Tensor Groups(int count, int each, int columns)
    {
        Tensor points = Uniform(count * each, columns);
        for (int i = 0; i < points.Shape.Rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                points.Row(i)[j] += 10 * (i % count);
            }
        }

        return points;
    }
}
