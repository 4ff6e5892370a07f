using System.Buffers;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>
/// The sliced 2-Wasserstein distance: how far codes must move, seen along random directions, to become prior samples.
/// </summary>
/// <remarks>
/// SW₂ = √(mean over unit directions θ of W₂²(⟨z, θ⟩, ⟨p, θ⟩)), and in one dimension W₂² = ∫₀¹ (F_z⁻¹(u) − F_p⁻¹(u))² du, which
/// for samples of equal size is the mean squared difference of the sorted values. Bonneel, Rabin, Peyré, Pfister: Sliced and
/// Radon Wasserstein barycenters of measures (JMIV 51, 2015).
/// <para>
/// In the unit of the codes. A shift by δ in d dimensions gives ‖δ‖/√d. Two samples of one distribution are not at distance 0:
/// compare with the distance of a second, independent prior sample.
/// </para>
/// </remarks>
public static class SlicedWasserstein
{
    /// <summary>Estimates SW₂ over random directions.</summary>
    /// <param name="codes">[n, d], n of 2 or more.</param>
    /// <param name="prior">[m, d], m of 2 or more; m may differ from n.</param>
    /// <param name="projections">Directions, 1 or more; the estimate's relative error falls with 1/√projections.</param>
    /// <param name="directions">The stream that the directions come from (its step 0).</param>
    /// <param name="team">The threads to use, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between groups of directions.</param>
    /// <exception cref="AaeException">A shape does not fit, an element is not finite, or projections is below 1.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static unsafe double Distance(
        Tensor codes, Tensor prior, int projections, RandomStream directions, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        Samples.RequireComparable(codes, prior);
        if (projections < 1)
        {
            throw new AaeException($"projections is 1 or more, not {projections}");
        }

        Tensor units = UnitVectors(projections, codes.Shape.Columns, directions);
        var squared = new double[projections];
        fixed (double* target = squared)
        {
            const int group = 16;
            for (int start = 0; start < projections; start += group)
            {
                cancellation.ThrowIfCancellationRequested();
                var slices = new Slices(
                    codes.Pointer, codes.Shape.Rows, prior.Pointer, prior.Shape.Rows,
                    units.Pointer + start * units.Shape.Columns, units.Shape.Columns, target + start);
                (team ?? WorkerTeam.Single).Run(Math.Min(group, projections - start), slices);
            }
        }

        GC.KeepAlive(codes);
        GC.KeepAlive(prior);
        GC.KeepAlive(units);
        return Math.Sqrt(squared.Average());
    }

    /// <summary>W₂² of two samples on a line.</summary>
    /// <param name="a">Ascending, not empty.</param>
    /// <param name="b">Ascending, not empty, of any size.</param>
    internal static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        // Both quantile functions are steps: of width b.Length and a.Length on a line of a.Length · b.Length.
        double sum = 0;
        long at = 0;
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            long endOfA = (i + 1L) * b.Length;
            long endOfB = (j + 1L) * a.Length;
            long end = Math.Min(endOfA, endOfB);
            double difference = (double)a[i] - b[j];
            sum += (end - at) * difference * difference;
            at = end;
            i += end == endOfA ? 1 : 0;
            j += end == endOfB ? 1 : 0;
        }

        return sum / ((double)a.Length * b.Length);
    }

    // → [count, d]: Gaussian vectors point in every direction alike; divided by their length they are unit vectors
    private static Tensor UnitVectors(int count, int d, RandomStream stream)
    {
        var units = new Tensor(new Shape(count, d));
        stream.FillGaussian(units.Span, step: 0);
        for (int row = 0; row < count; row++)
        {
            Span<float> unit = units.Row(row);
            double squared = 0;
            foreach (float x in unit)
            {
                squared += (double)x * x;
            }

            for (int k = 0; k < d; k++)
            {
                unit[k] = (float)(unit[k] / Math.Sqrt(squared));
            }
        }

        return units;
    }

    /// <summary>One direction a piece: z [n, d], p [m, d], units [directions, d] → squared [directions].</summary>
    private readonly unsafe struct Slices(float* z, int n, float* p, int m, float* units, int d, double* squared) : IParallelWork
    {
        public void Execute(int index)
        {
            float[] shadows = ArrayPool<float>.Shared.Rent(n + m);
            Span<float> ofCodes = shadows.AsSpan(0, n);
            Span<float> ofPrior = shadows.AsSpan(n, m);
            Project(z, units + (long)index * d, ofCodes);
            Project(p, units + (long)index * d, ofPrior);
            ofCodes.Sort();
            ofPrior.Sort();
            squared[index] = SquaredDistance(ofCodes, ofPrior);
            ArrayPool<float>.Shared.Return(shadows);
        }

        private void Project(float* sample, float* unit, Span<float> shadow)
        {
            for (int i = 0; i < shadow.Length; i++)
            {
                float* row = sample + (long)i * d;
                double dot = 0;
                for (int k = 0; k < d; k++)
                {
                    dot += (double)row[k] * unit[k];
                }

                shadow[i] = (float)dot;
            }
        }
    }
}
