using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Reductions;

namespace Aae.Models.Evaluation;

/// <summary>
/// k-means clustering by Lloyd's rounds from randomly chosen points: each point goes to its nearest centroid, each centroid to the mean
/// of its points. One that has no points stays where it is.
/// </summary>
public static class KMeans
{
    /// <summary>Points that are held against all centroids at a time.</summary>
    private const int BlockRows = 1024;

    /// <summary>Finds centroids. The work of a round grows with points · centroids · dimensions.</summary>
    /// <param name="points">[n, d], finite.</param>
    /// <param name="count">Centroids, 1 to n.</param>
    /// <param name="seed">The seed of the points that are the first centroids.</param>
    /// <param name="rounds">Rounds at most, 1 or more; it ends before when no point goes elsewhere.</param>
    /// <param name="team">The threads to use, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="progress">Told the number of rounds that are done.</param>
    /// <param name="cancellation">Stops the work between blocks of points.</param>
    /// <returns>[count, d]</returns>
    /// <exception cref="AaeException">The points are no finite matrix, or a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Tensor Centroids(
        Tensor points, int count, ulong seed, int rounds = 10, WorkerTeam? team = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (points.Shape.Rank != 2 || count < 1 || count > points.Shape.Rows || rounds < 1)
        {
            throw new AaeException($"k-means finds 1 to n centroids of points [n, d] in 1 round or more, not {count} of {points.Shape} in {rounds}");
        }

        Samples.RequireFinite(points, "points");
        Tensor centroids = Chosen(points, count, seed);
        int[] nearest = new int[points.Shape.Rows], before = new int[points.Shape.Rows];
        before.AsSpan().Fill(-1);
        for (int round = 1; round <= rounds; round++)
        {
            Assign(points, centroids, nearest, team ?? WorkerTeam.Single, cancellation);
            if (nearest.AsSpan().SequenceEqual(before))
            {
                break;
            }

            Move(points, nearest, centroids);
            (nearest, before) = (before, nearest);
            progress?.Report(round);
        }

        return centroids;
    }

    private static Tensor Chosen(Tensor points, int count, ulong seed)
    {
        int[] order = new int[points.Shape.Rows];
        RandomStream.Named(seed, "k-means").Permutation(order, step: 0);
        var centroids = new Tensor(new Shape(count, points.Shape.Columns));
        for (int i = 0; i < count; i++)
        {
            points.Row(order[i]).CopyTo(centroids.Row(i));
        }

        return centroids;
    }

    // points [n, d], centroids [k, d] → nearest [n]
    private static unsafe void Assign(Tensor points, Tensor centroids, Span<int> nearest, WorkerTeam team, CancellationToken cancellation)
    {
        int k = centroids.Shape.Rows;
        var affinities = new Affinities(centroids);
        var block = new Tensor(new Shape(Math.Min(BlockRows, points.Shape.Rows), k));
        fixed (int* places = nearest)
        {
            for (int start = 0; start < nearest.Length; start += BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                int rows = Math.Min(BlockRows, nearest.Length - start);
                affinities.To(points.Rows(start, rows), block.Rows(0, rows), team);
                Maxima.PlacesInRows(rows, k, block.Pointer, places + start, team);
            }
        }

        GC.KeepAlive(block);
    }

    // Sums in double, in the points' order.
    private static void Move(Tensor points, int[] nearest, Tensor centroids)
    {
        ILookup<int, int> members = Enumerable.Range(0, nearest.Length).ToLookup(i => nearest[i]);
        double[] sum = new double[points.Shape.Columns];
        foreach (IGrouping<int, int> cluster in members)
        {
            Array.Clear(sum);
            int count = 0;
            foreach (int i in cluster)
            {
                ReadOnlySpan<float> point = points.Row(i);
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += point[j];
                }

                count++;
            }

            Span<float> centroid = centroids.Row(cluster.Key);
            for (int j = 0; j < sum.Length; j++)
            {
                centroid[j] = (float)(sum[j] / count);
            }
        }
    }
}
