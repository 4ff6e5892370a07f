using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Distances;

namespace Aae.Models.Evaluation;

/// <summary>
/// The Parzen-window estimate of the log-likelihood of held-out images under a model that can only be sampled (paper §3, table 1).
/// </summary>
/// <remarks>
/// <para>LL(x) = log mean_j exp(−‖x − s_j‖² / 2σ²) − d·log(σ√2π) over samples s_j, after Breuleux, Bengio and Vincent (2011). σ is the
/// one of a grid under which validation images are likeliest; what is reported is the mean over the test images.</para>
/// <para>Samples come block by block; each block meets validation and test images, under all σ at once, and is forgotten. So any number
/// of them takes the same memory, and the sums so far are all that there is to save.</para>
/// </remarks>
public static class ParzenWindow
{
    /// <summary>Estimates the log-likelihood of a data set's test images.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="data">The data set; its validation images choose σ.</param>
    /// <param name="options">The grid, and where the state is kept; null for the defaults.</param>
    /// <param name="progress">Told after each block of samples.</param>
    /// <param name="cancellation">Stops between blocks, when the state is saved.</param>
    /// <returns>Figures with the same bits for any number of threads and of stops.</returns>
    /// <exception cref="AaeException">Samples and images differ in size, there are too few images, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LikelihoodReport Estimate(
        SampleSource samples, Dataset data, ParzenOptions? options = null, IProgress<ParzenProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new ParzenOptions();
        Check(samples, data, options);
        int choosing = options.Deviations.Count == 1 ? 0 : Math.Min(options.ValidationImages, data.Validation.Count);
        (ParzenSums sums, string images) = Prepare(data, choosing, options.Deviations);
        ParzenState? state = options.StateFolder is { } folder && samples.Identity is { } identity
            ? new ParzenState(folder, string.Create(CultureInfo.InvariantCulture, $"{identity}; {samples.Count} samples; {images}"))
            : null;
        double seconds = Accumulate(samples, sums, state, options, progress, cancellation);
        LikelihoodReport report = Report(samples, data, sums, choosing, options.Deviations, seconds);
        state?.Delete();
        return report;
    }

    private static void Check(SampleSource samples, Dataset data, ParzenOptions options)
    {
        if (samples.Dimensions != data.Test.Pixels)
        {
            throw new AaeException($"{samples.Name}: the samples have {samples.Dimensions} numbers, the images of {data.Test.Name} {data.Test.Pixels}");
        }

        if (data.Test.Count < 2)
        {
            throw new AaeException($"{data.Test.Name}: a log-likelihood with its standard error needs 2 images or more, not {data.Test.Count}");
        }

        if (options.Deviations.Count > 1 && Math.Min(options.ValidationImages, data.Validation.Count) < 1)
        {
            throw new AaeException($"{data.Validation.Name}: the choice of a standard deviation needs validation images, and there are none");
        }
    }

    // Validation images, then test images, all in one set of points; and a text that says which images and σ they are.
    private static unsafe (ParzenSums Sums, string Identity) Prepare(Dataset data, int choosing, IReadOnlyList<double> deviations)
    {
        ImageSet test = data.Test;
        var points = new Tensor(new Shape(choosing + test.Count, test.Pixels));
        data.Validation.Gather(Enumerable.Range(0, choosing).ToArray(), points.Rows(0, choosing));
        test.Gather(Enumerable.Range(0, test.Count).ToArray(), points.Rows(choosing, test.Count));
        Samples.RequireFinite(points, $"images of {data.Name}");
        ulong digest = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(points.Span));
        var sums = new ParzenSums(points.Pointer, points.Shape.Rows, points.Shape.Columns, [.. deviations]);
        GC.KeepAlive(points);
        return (sums, string.Create(CultureInfo.InvariantCulture, $"{choosing} + {test.Count} images {digest:x16}; σ {string.Join(' ', deviations.Select(σ => σ.ToString("R", CultureInfo.InvariantCulture)))}"));
    }

    // → seconds, those of the processes before this one included
    private static unsafe double Accumulate(
        SampleSource samples, ParzenSums sums, ParzenState? state, ParzenOptions options, IProgress<ParzenProgress>? progress, CancellationToken cancellation)
    {
        WorkerTeam team = options.Team ?? WorkerTeam.Default;
        double before = state?.Restore(sums, options.Remark) ?? 0;
        long start = Stopwatch.GetTimestamp(), firstHere = sums.SampleCount;
        long? saved = null; // the first block is saved at once: a folder that cannot be written is better known now
        double Seconds() => before + Stopwatch.GetElapsedTime(start).TotalSeconds;
        while (sums.SampleCount < samples.Count)
        {
            if (cancellation.IsCancellationRequested)
            {
                state?.Save(sums, Seconds());
                cancellation.ThrowIfCancellationRequested();
            }

            long first = sums.SampleCount;
            Tensor block = samples.Read(first, (int)Math.Min(SampleSource.BlockRows, samples.Count - first));
            sums.Append(block.Pointer, block.Shape.Rows, team);
            GC.KeepAlive(block);
            if (sums.IsSpoiled)
            {
                throw new AaeException($"{samples.Name}: a number of the samples {first} to {sums.SampleCount - 1} is not finite, so there is no estimate");
            }

            progress?.Report(new ParzenProgress(
                samples.Name, sums.SampleCount, samples.Count, (sums.SampleCount - firstHere) / Stopwatch.GetElapsedTime(start).TotalSeconds));
            if (state is not null && sums.SampleCount < samples.Count && !(saved is { } last && Stopwatch.GetElapsedTime(last) < options.SaveEvery))
            {
                state.Save(sums, Seconds());
                saved = Stopwatch.GetTimestamp();
            }
        }

        return Seconds();
    }

    private static LikelihoodReport Report(
        SampleSource samples, Dataset data, ParzenSums sums, int choosing, IReadOnlyList<double> deviations, double seconds)
    {
        double[][] values = [.. deviations.Select((σ, k) => LogLikelihoods(sums, k, σ))];
        LikelihoodPoint[] grid =
        [
            .. deviations.Select((σ, k) => new LikelihoodPoint(σ, choosing > 0 ? values[k].Take(choosing).Average() : null, values[k].Skip(choosing).Average())),
        ];
        int best = choosing == 0 ? 0 : Array.IndexOf(grid, grid.MaxBy(point => point.Validation));
        double[] test = values[best][choosing..];
        double mean = grid[best].Test;
        double variance = test.Sum(value => (value - mean) * (value - mean)) / (test.Length - 1);
        return new LikelihoodReport
        {
            Samples = samples.Name,
            SampleCount = samples.Count,
            Images = data.Test.Name,
            ImageCount = test.Length,
            LogLikelihood = mean,
            StandardError = Math.Sqrt(variance / test.Length),
            Deviation = deviations[best],
            IsAtEdge = choosing > 0 && (best == 0 || best == grid.Length - 1),
            Grid = grid,
            Seconds = seconds,
            Gflops = samples.Count * (2.0 * sums.PointCount * sums.Dimensions + samples.OperationsPerSample) / seconds / 1e9,
        };
    }

    private static double[] LogLikelihoods(ParzenSums sums, int k, double σ)
    {
        double[] values = new double[sums.PointCount];
        sums.Read(k, values);
        double constant = Math.Log(sums.SampleCount) + sums.Dimensions * Math.Log(σ * Math.Sqrt(2 * Math.PI));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= constant;
        }

        return values;
    }
}
