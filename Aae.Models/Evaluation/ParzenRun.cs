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

/// <summary>One estimate by a <see cref="ParzenWindow"/>, from its pilot or its saved state to its report.</summary>
internal sealed class ParzenRun
{
    private readonly SampleSource _samples;
    private readonly Dataset _data;
    private readonly ParzenOptions _options;
    private readonly IProgress<ParzenProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly WorkerTeam _team;
    private readonly double[] _grid;
    private readonly ImageSet _chooses;
    private readonly ParzenSums _choosing; // of no images where nothing is chosen
    private readonly List<Tensor> _pilot = []; // its samples, until they have met the test images: costly ones are made once

    public ParzenRun(SampleSource samples, Dataset data, ParzenOptions options, IProgress<ParzenProgress>? progress, CancellationToken cancellation)
    {
        (_samples, _data, _options, _progress, _cancellation) = (samples, data, options, progress, cancellation);
        _team = options.Team ?? WorkerTeam.Default;
        _grid = [.. options.Deviations];
        _chooses = data.Validation.Slice(0, _grid.Length == 1 ? 0 : Math.Min(options.ValidationImages, data.Validation.Count));
        _choosing = Sums(_chooses, _grid);
    }

    public LikelihoodReport Run()
    {
        ParzenState? state = _options.StateFolder is { } folder && _samples.Identity is { } identity
            ? new ParzenState(folder, string.Create(CultureInfo.InvariantCulture, $"{identity}; {_samples.Count} samples; {Identity()}"))
            : null;
        SavedParzen? saved = state?.Read(_options.Remark);
        long start = Stopwatch.GetTimestamp();
        Range tested = saved is null ? Pilot() : saved.First..saved.End;
        ParzenSums testing = Sums(_data.Test, _grid[tested]);
        if (saved is not null)
        {
            _choosing.Restore(MemoryMarshal.Cast<byte, double>(saved.Choosing));
            testing.Restore(MemoryMarshal.Cast<byte, double>(saved.Testing));
        }

        double Seconds() => (saved?.Seconds ?? 0) + Stopwatch.GetElapsedTime(start).TotalSeconds;
        Accumulate(testing, () => state?.Save(new SavedParzen(Seconds(), tested.Start.Value, tested.End.Value, Bytes(_choosing), Bytes(testing))));
        LikelihoodReport report = Report(testing, tested, Seconds);
        state?.Delete();
        return report;
    }

    /// <summary>The σ among which the choice will be, as far as the first samples tell: a range of the grid.</summary>
    private Range Pilot()
    {
        long start = Stopwatch.GetTimestamp(), count = Math.Min(_samples.Count, ParzenWindow.PilotRows);
        while (_choosing.SampleCount < count && _grid.Length > 1)
        {
            _cancellation.ThrowIfCancellationRequested();
            Tensor block = Copy(Made(_choosing.SampleCount));
            _pilot.Add(block);
            Append(_choosing, block, _choosing.SampleCount);
            Report(_choosing.SampleCount, count, 0, start, isPilot: true);
        }

        int best = Best();
        return _choosing.SampleCount == _samples.Count ? best..(best + 1) : 0..Math.Min(best + 2, _grid.Length);
    }

    private void Accumulate(ParzenSums testing, Action? save)
    {
        long start = Stopwatch.GetTimestamp(), firstHere = testing.SampleCount;
        long? saved = null; // the first block is saved at once: a folder that cannot be written is better known now
        while (testing.SampleCount < _samples.Count)
        {
            long first = testing.SampleCount;
            if (_cancellation.IsCancellationRequested && save is not null)
            {
                save();
                throw new EstimateStoppedException(first);
            }

            _cancellation.ThrowIfCancellationRequested();

            if (first == ParzenWindow.PilotRows)
            {
                (start, firstHere) = (Stopwatch.GetTimestamp(), first); // from here on samples are made as they are met
            }

            Tensor block = Block(first);
            Append(testing, block, first);
            if (_choosing.SampleCount == first && _grid.Length > 1)
            {
                Append(_choosing, block, first); // beyond the pilot
            }

            Report(testing.SampleCount, _samples.Count, firstHere, start, isPilot: false);
            if (testing.SampleCount < _samples.Count && !(saved is { } last && Stopwatch.GetElapsedTime(last) < _options.SaveEvery))
            {
                save?.Invoke();
                saved = Stopwatch.GetTimestamp();
            }
        }
    }

    private void Report(long done, long count, long firstHere, long start, bool isPilot) => _progress?.Report(new ParzenProgress(
        _samples.Name, done, count, (done - firstHere) / Stopwatch.GetElapsedTime(start).TotalSeconds, isPilot));

    private Tensor Block(long first)
    {
        long block = first / SampleSource.BlockRows;
        if (block < _pilot.Count)
        {
            return _pilot[(int)block];
        }

        _pilot.Clear();
        return Made(first);
    }

    private Tensor Made(long first) => _samples.Read(first, (int)Math.Min(SampleSource.BlockRows, _samples.Count - first));

    private static Tensor Copy(Tensor block)
    {
        var copy = new Tensor(block.Shape);
        copy.CopyFrom(block);
        return copy;
    }

    private unsafe void Append(ParzenSums sums, Tensor block, long first)
    {
        sums.Append(block.Pointer, block.Shape.Rows, _team);
        GC.KeepAlive(block);
        if (sums.IsSpoiled)
        {
            throw new AaeException($"{_samples.Name}: a number of the samples {first} to {sums.SampleCount - 1} is not finite, so there is no estimate");
        }
    }

    private LikelihoodReport Report(ParzenSums testing, Range tested, Func<double> seconds)
    {
        int best = Best(), place = best - tested.Start.Value;
        if (best >= tested.End.Value)
        {
            // Beyond what the pilot foresaw. A stop now goes on from what was saved before.
            tested = best..(best + 1);
            place = 0;
            testing = Sums(_data.Test, _grid[tested]);
            Accumulate(testing, save: null);
        }

        double[] test = LogLikelihoods(testing, place, _grid[best]);
        double mean = test.Average();
        double variance = test.Sum(value => (value - mean) * (value - mean)) / (test.Length - 1);
        double images = testing.PointCount + _choosing.PointCount;
        double all = seconds();
        return new LikelihoodReport
        {
            Samples = _samples.Name,
            SampleCount = _samples.Count,
            Images = _data.Test.Name,
            ImageCount = test.Length,
            LogLikelihood = mean,
            StandardError = Math.Sqrt(variance / test.Length),
            Deviation = _grid[best],
            IsAtEdge = _grid.Length > 1 && (best == 0 || best == _grid.Length - 1),
            Grid = [.. _grid.Select((σ, k) => new LikelihoodPoint(
                σ,
                _grid.Length > 1 ? LogLikelihoods(_choosing, k, σ).Average() : null,
                k >= tested.Start.Value && k < tested.End.Value ? LogLikelihoods(testing, k - tested.Start.Value, σ).Average() : null))],
            Seconds = all,
            Gflops = _samples.Count * (2.0 * images * _samples.Dimensions + _samples.OperationsPerSample) / all / 1e9,
        };
    }

    /// <summary>The place of the σ under which the validation images are likeliest.</summary>
    private int Best()
    {
        double[] means = [.. _grid.Select((σ, k) => _grid.Length == 1 ? 0 : LogLikelihoods(_choosing, k, σ).Average())];
        return Array.IndexOf(means, means.Max());
    }

    // Which images and σ they are, and how they are divided into blocks.
    private string Identity()
    {
        var digest = new XxHash3();
        foreach (ImageSet images in (ReadOnlySpan<ImageSet>)[_chooses, _data.Test])
        {
            images.AppendTo(digest);
        }

        string grid = string.Join(' ', _grid.Select(σ => σ.ToString("R", CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_chooses.Count} + {_data.Test.Count} images {digest.GetCurrentHashAsUInt64():x16}; σ {grid}; pilot {ParzenWindow.PilotRows}, blocks {SampleSource.BlockRows}");
    }

    private static unsafe ParzenSums Sums(ImageSet images, double[] deviations)
    {
        Tensor points = images.Gather(0, images.Count);
        Samples.RequireFinite(points, $"images of {images.Name}");
        var sums = new ParzenSums(points.Pointer, images.Count, images.Pixels, deviations);
        GC.KeepAlive(points);
        return sums;
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

    private static byte[] Bytes(ParzenSums sums)
    {
        double[] state = new double[sums.StateLength];
        sums.CopyStateTo(state);
        return MemoryMarshal.AsBytes(state.AsSpan()).ToArray();
    }
}
