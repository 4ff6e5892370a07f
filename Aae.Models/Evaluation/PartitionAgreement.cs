namespace Aae.Models.Evaluation;

/// <summary>
/// How far two ways to part the same images agree, whatever their groups are called: labels and clusters, by the counts n_ij of
/// images with label i in cluster j, with a_i = Σ_j n_ij, b_j = Σ_i n_ij and n = Σ_ij n_ij.
/// </summary>
public static class PartitionAgreement
{
    /// <summary>
    /// Normalized mutual information: I / ((H_a + H_b) / 2), with I = Σ_ij n_ij/n · log(n·n_ij / (a_i·b_j)), H_a = −Σ_i a_i/n · log(a_i/n),
    /// H_b likewise. 1 for the same partition, 0 for independent ones; 1 if neither parts anything.
    /// </summary>
    /// <remarks>
    /// Normalized by the arithmetic mean of the entropies (Kvålseth 1987), which makes it the V-measure of Rosenberg and Hirschberg
    /// (EMNLP 2007); other texts take the geometric mean (Strehl and Ghosh 2002), so figures compare only where this is said. It is
    /// not corrected for chance: more clusters give more.
    /// </remarks>
    /// <param name="counts">n_ij.</param>
    public static double NormalizedMutualInformation(ConfusionMatrix counts)
    {
        double n = counts.Total;
        int[] a = counts.LabelSums();
        int[] b = counts.ClassSums();
        double information = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
            {
                double both = counts[i, j];
                information += both > 0 ? both / n * Math.Log(n * both / ((double)a[i] * b[j])) : 0;
            }
        }

        double entropies = Entropy(a, n) + Entropy(b, n);
        return entropies > 0 ? Math.Clamp(2 * information / entropies, 0, 1) : 1;
    }

    /// <summary>
    /// Adjusted Rand index: (R − E) / ((A + B)/2 − E), with R = Σ_ij C(n_ij, 2), A = Σ_i C(a_i, 2), B = Σ_j C(b_j, 2) and
    /// E = A·B / C(n, 2), what chance gives. 1 for the same partition, around 0 for independent ones, below 0 for worse; 1 if both are
    /// one group, or both all single images.
    /// </summary>
    /// <remarks>Hubert, Arabie: Comparing partitions (Journal of Classification 2, 1985).</remarks>
    /// <param name="counts">n_ij.</param>
    public static double AdjustedRandIndex(ConfusionMatrix counts)
    {
        double together = counts.Rows.Sum(row => row.Sum(count => Pairs(count)));
        double byLabel = counts.LabelSums().Sum(sum => Pairs(sum));
        double byCluster = counts.ClassSums().Sum(sum => Pairs(sum));
        double expected = counts.Total > 1 ? byLabel * byCluster / Pairs(counts.Total) : 0;
        double most = (byLabel + byCluster) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private static double Pairs(int count) => count * (count - 1.0) / 2;

    private static double Entropy(int[] sums, double n) => -sums.Where(sum => sum > 0).Sum(sum => sum / n * Math.Log(sum / n));
}
