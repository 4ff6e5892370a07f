using System.Numerics.Tensors;
using Aae.Core;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Evaluation;

/// <summary>
/// Two protocols by which clusters get labels, both from labelled images that are not those on which the error is measured. An
/// error by one does not compare with an error by the other.
/// </summary>
public static class ClusterLabels
{
    /// <summary>
    /// The paper's protocol (§6): the image with the largest q(y_i|x) gives its label to the whole cluster i. One image decides;
    /// of several with the same q(y_i|x), as where a softmax has reached 1, that with the least of all other clusters together, which
    /// has the greatest odds; of several with the same odds the first.
    /// </summary>
    /// <remarks>A cluster that no image falls into has its label all the same: from the image that comes nearest to it.</remarks>
    /// <param name="probabilities">q(y|x) [n, clusters], n of 1 or more.</param>
    /// <param name="labels">The labels of the n images.</param>
    /// <returns>The label of each cluster.</returns>
    /// <exception cref="AaeException">There is no image, the labels are not as many, or a probability is not finite.</exception>
    public static int[] ByMostProbableImage(Tensor probabilities, ReadOnlySpan<byte> labels)
    {
        Require(probabilities, labels);
        var found = new int[probabilities.Shape.Columns];
        for (int k = 0; k < found.Length; k++)
        {
            int best = 0;
            for (int i = 1; i < labels.Length; i++)
            {
                (float p, float most) = (probabilities.Row(i)[k], probabilities.Row(best)[k]);
                best = p > most || (p == most && Rest(probabilities.Row(i), k) < Rest(probabilities.Row(best), k)) ? i : best;
            }

            found[k] = labels[best];
        }

        return found;
    }

    /// <summary>
    /// Majority vote: each cluster gets the most frequent label of the images that fall into it, the smaller one of two that are
    /// as frequent. A cluster that no image falls into has no vote, and is labelled by the paper's protocol.
    /// </summary>
    /// <inheritdoc cref="ByMostProbableImage"/>
    public static int[] ByMajority(Tensor probabilities, ReadOnlySpan<byte> labels)
    {
        int[] found = ByMostProbableImage(probabilities, labels);
        var votes = new int[found.Length, byte.MaxValue + 1];
        int[] clusters = MostProbable(probabilities);
        for (int i = 0; i < clusters.Length; i++)
        {
            votes[clusters[i], labels[i]]++;
        }

        for (int k = 0; k < found.Length; k++)
        {
            int[] ofCluster = [.. Enumerable.Range(0, votes.GetLength(1)).Select(label => votes[k, label])];
            int most = ofCluster.Max();
            found[k] = most > 0 ? Array.IndexOf(ofCluster, most) : found[k];
        }

        return found;
    }

    /// <summary>The class or cluster that each image falls into: its most probable, the first of two that are as probable.</summary>
    /// <param name="probabilities">q(y|x) [n, classes].</param>
    public static int[] MostProbable(Tensor probabilities) =>
        [.. Enumerable.Range(0, probabilities.Shape.Rows).Select(row => TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)))];

    // 1 − q(y_k|x), which numbers near 1 are too coarse to tell.
    private static double Rest(ReadOnlySpan<float> row, int k)
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            sum += j == k ? 0 : row[j];
        }

        return sum;
    }

    /// <summary>Checks that there is a row of finite probabilities for each label.</summary>
    private static void Require(Tensor probabilities, ReadOnlySpan<byte> labels)
    {
        if (probabilities.Shape.Rank != 2 || probabilities.Shape.Rows != labels.Length || labels.IsEmpty)
        {
            throw new AaeException($"probabilities {probabilities.Shape} and {labels.Length} labels: [n, clusters] and n labels are needed, n of 1 or more");
        }

        Samples.RequireFinite(probabilities, "probabilities");
    }
}
