using System.Diagnostics;
using Aae.Benchmarks.Reporting;
using Aae.Benchmarks.Roofline;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Distances;
using Aae.Kernels.Gemm;
using Aae.Kernels.Simd;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Benchmarks.Likelihood;

/// <summary>
/// Times a block of samples of a log-likelihood's estimate: decoded, held against images as <see cref="ParzenWindow"/> does (1000 that
/// choose among ten σ, 10 000 under the four that a choice of the third leaves), and both. Each is timed next to multiply-adds on
/// registers that would take as long at the peak, so that a neighbour who takes the processor away takes it from both. The decoder's
/// weights are as the recipe starts them; what meets the images are other built-in digits, which are as far from them as samples of a
/// good model.
/// </summary>
internal sealed unsafe class LikelihoodMeasurement
{
    private const int Chooses = 1000;
    private const int Tests = 10_000;
    private const int TestedDeviations = 4;
    private const double Seconds = 4;
    private const int FewestRounds = 5;

    private readonly WorkerTeam _team;
    private readonly SampleSource _samples;
    private readonly ParzenSums _choosing;
    private readonly ParzenSums _testing;
    private readonly Tensor _block;

    /// <summary>Builds the model and draws the images.</summary>
    public LikelihoodMeasurement(Recipe recipe, WorkerTeam team)
    {
        _team = team;
        AdversarialAutoencoder autoencoder = recipe.Create(new ImageShape(28, 28, 1));
        autoencoder.Initialize(recipe.Seed);
        _samples = SampleSource.Of(new TrainedModel(recipe, autoencoder, team), SampleSource.BlockRows, seed: 1);
        Decode(); // counts its operations
        Dataset digits = Datasets.Open("digits", sizes: new SplitSizes(SampleSource.BlockRows, Chooses, Tests));
        double[] grid = [.. new ParzenOptions().Deviations];
        _choosing = Sums(digits.Validation, grid);
        _testing = Sums(digits.Test, grid[..TestedDeviations]);
        _block = digits.Train.Gather(0, SampleSource.BlockRows);
    }

    /// <summary>The parts of the work, and the whole.</summary>
    public IReadOnlyList<BlockCost> Measure()
    {
        double decoding = _samples.OperationsPerSample * SampleSource.BlockRows;
        double distances = 2.0 * SampleSource.BlockRows * (Chooses + Tests) * _samples.Dimensions;
        return
        [
            Measure("decode", decoding, Decode),
            Measure("distances and sums", distances, Append),
            Measure("both", decoding + distances, Decode + (Action)Append),
        ];
    }

    private void Decode() => _samples.Read(0, SampleSource.BlockRows);

    private void Append()
    {
        _testing.Append(_block.Pointer, _block.Shape.Rows, _team);
        _choosing.Append(_block.Pointer, _block.Shape.Rows, _team);
    }

    private static ParzenSums Sums(ImageSet images, double[] deviations)
    {
        Tensor points = images.Gather(0, images.Count);
        var sums = new ParzenSums(points.Pointer, images.Count, images.Pixels, deviations);
        GC.KeepAlive(points);
        return sums;
    }

    private BlockCost Measure(string part, double operations, Action work)
    {
        int steps = (int)(operations / FmaPeak.Run(InstructionSets.Current, _team, steps: 1));
        Compilation.Settle(work);
        List<double> times = [], peaks = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds;)
        {
            peaks.Add(Time(() => FmaPeak.Run(InstructionSets.Current, _team, steps)));
            times.Add(Time(work));
        }

        double seconds = InterleavedTiming.Median(times);
        return new BlockCost(
            part, times.Count, 1e3 * seconds, operations / seconds / 1e9, InterleavedTiming.Median(peaks.Select(peak => operations / peak / 1e9)),
            InterleavedTiming.Median(times.Zip(peaks, (time, peak) => peak / time)));
    }

    private static double Time(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
