using Aae.Core;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>
/// The maximum mean discrepancy between codes z and prior samples p: 0 for equal distributions, up to 2 for this kernel.
/// </summary>
/// <param name="Squared">
/// MMD² = mean over i ≠ j of k(z_i, z_j) + mean over i ≠ j of k(p_i, p_j) − 2 · mean over i, j of k(z_i, p_j). Unbiased,
/// so around 0, and as often below as above it, when the codes match the prior.
/// </param>
/// <param name="NullDeviation">
/// The standard deviation that <paramref name="Squared"/> has at these sample sizes when codes and prior do not differ. That
/// distribution leans to the right: read a value above about three of these as a mismatch, and below as none that n shows.
/// </param>
/// <remarks>
/// Gretton, Borgwardt, Rasch, Schölkopf, Smola: A kernel two-sample test (JMLR 13, 2012), lemma 6; the null's second moment is
/// that of the degenerate U-statistic, (2/n(n−1) + 2/m(m−1) + 4/nm) · E[k̃²], with k̃ the kernel centred under the prior.
/// <para>
/// The kernel is the mean of seven Gaussian ones, k(a, b) = exp(−‖a − b‖² / (c · 2·d·s²)) for c = 1/8, 1/4, 1/2, 1, 2, 4, 8.
/// 2·d·s² is the mean squared distance of two prior samples, s² their variance per dimension: the kernel depends on the
/// prior alone, so that figures of different runs and epochs compare. The narrow ones see gaps, the wide ones shape.
/// </para>
/// </remarks>
public readonly record struct MaximumMeanDiscrepancy(double Squared, double NullDeviation)
{
    /// <summary>Estimates MMD² without bias. The work grows with (n + m)² · d; a few thousand rows a side are enough.</summary>
    /// <param name="codes">[n, d], n of 2 or more.</param>
    /// <param name="prior">[m, d], m of 2 or more, not all equal.</param>
    /// <param name="team">The threads to use, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between blocks of rows.</param>
    /// <exception cref="AaeException">A shape does not fit, an element is not finite, or the prior's samples are all equal.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static MaximumMeanDiscrepancy Unbiased(
        Tensor codes, Tensor prior, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        Samples.RequireComparable(codes, prior);
        double scale = SampleStatistics.Scale(prior);
        double meanSquaredDistance = 2 * codes.Shape.Columns * scale * scale;
        var kernel = new MixtureKernel(meanSquaredDistance, team ?? WorkerTeam.Single, cancellation);

        double n = codes.Shape.Rows;
        double m = prior.Shape.Rows;
        RowSum[] amongCodes = kernel.RowSums(codes, codes);
        RowSum[] amongPrior = kernel.RowSums(prior, prior);
        RowSum[] across = kernel.RowSums(codes, prior);

        // k(a, a) = 1 exactly, so leaving out i = j is taking 1 from each row's sum.
        double codeMean = amongCodes.Sum(row => row.Kernel - 1) / (n * (n - 1));
        double priorMean = amongPrior.Sum(row => row.Kernel - 1) / (m * (m - 1));
        double acrossMean = across.Sum(row => row.Kernel) / (n * m);

        double factor = 2 / (n * (n - 1)) + 2 / (m * (m - 1)) + 4 / (n * m);
        return new MaximumMeanDiscrepancy(codeMean + priorMean - 2 * acrossMean, Math.Sqrt(factor * CentredSquare(amongPrior, priorMean)));
    }

    // E[k̃²] = E[k²] − 2·E[(E[k | p])²] + (E[k])², each mean over the other samples only
    private static double CentredSquare(RowSum[] rows, double mean)
    {
        double others = rows.Length - 1;
        double square = rows.Sum(row => row.KernelSquared - 1) / (rows.Length * others);
        double conditional = rows.Sum(row => (row.Kernel - 1) * (row.Kernel - 1)) / (rows.Length * others * others);
        return Math.Max(0, square - 2 * conditional + mean * mean);
    }
}
