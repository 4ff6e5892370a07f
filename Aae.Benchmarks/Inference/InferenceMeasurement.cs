using System.Diagnostics;
using Aae.Autograd.Tapes;
using Aae.Benchmarks.Reporting;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Benchmarks.Inference;

/// <summary>
/// Times a model's encoder and decoder as its users call them: a batch next to the FMA peak, one image next to a loop that
/// reads the same weights. The weights are as the recipe starts them, the images and codes random.
/// </summary>
internal sealed class InferenceMeasurement
{
    private const double Seconds = 1;
    private static readonly ImageShape _image = new(28, 28, 1);

    private readonly AdversarialAutoencoder _autoencoder;
    private readonly TrainedModel _model;
    private readonly WorkerTeam _team;

    /// <summary>Builds the model.</summary>
    public InferenceMeasurement(Recipe recipe, WorkerTeam team)
    {
        _team = team;
        _autoencoder = recipe.Create(_image);
        _autoencoder.Initialize(recipe.Seed);
        _model = new TrainedModel(recipe, _autoencoder, team);
    }

    /// <summary>A batch through each network.</summary>
    public IReadOnlyList<BatchCost> Batches(int rows)
    {
        Tensor images = Random(rows, _image.Pixels), codes = Random(rows, _model.DecoderInputs);
        return
        [
            Batch("encode", rows, _autoencoder.Encoder.Parameters, () => _model.Encode(images)),
            Batch("decode", rows, _autoencoder.Decoder.Parameters, () => _model.Decode(codes)),
        ];
    }

    /// <summary>One image through each network.</summary>
    public IReadOnlyList<ImageCost> Images()
    {
        float[] image = Random(1, _image.Pixels).Span.ToArray(), code = Random(1, _model.DecoderInputs).Span.ToArray();
        return
        [
            Image("encode", _autoencoder.Encoder.Parameters, () => _model.Encode(image)),
            Image("decode", _autoencoder.Decoder.Parameters, () => _model.Decode(code)),
        ];
    }

    private static Tensor Random(int rows, int columns)
    {
        var tensor = new Tensor(new Shape(rows, columns));
        new RandomStream(1, 1).FillUniform(tensor.Span, step: 0);
        return tensor;
    }

    private static IReadOnlyList<Tensor> Weights(IEnumerable<Parameter> parameters) =>
        [.. parameters.Where(parameter => parameter.Shape.Rank == 2).Select(parameter => parameter.Value)];

    private static double Time(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private BatchCost Batch(string direction, int rows, IEnumerable<Parameter> parameters, Action call)
    {
        long operations = 2L * rows * Weights(parameters).Sum(weights => (long)weights.Shape.Count);
        Compilation.Settle(call, () => PeakSample.Measure(_team));
        var series = new TimeSeries();
        for (long start = Stopwatch.GetTimestamp(); !series.Full && Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds;)
        {
            double peak = PeakSample.Measure(_team);
            series.Add(Time(call), operations, peak);
        }

        return new BatchCost(
            direction, rows, 1e3 * series.Seconds, operations / series.Seconds / 1e9, series.Peak / 1e9, series.ShareOfPeak);
    }

    private ImageCost Image(string direction, IEnumerable<Parameter> parameters, Action call)
    {
        IReadOnlyList<Tensor> weights = Weights(parameters);
        double bytes = sizeof(float) * weights.Sum(tensor => (double)tensor.Shape.Count);
        Action read = () => ReadLoop.Run(weights, _team);
        Compilation.Settle(call, read);
        List<double> times = [], reads = [];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds;)
        {
            times.Add(Time(call));
            reads.Add(Time(read));
        }

        times.Sort();
        reads.Sort();
        double median = times[times.Count / 2];
        double reading = reads[reads.Count / 2];
        return new ImageCost(
            direction, times.Count, 1e3 * median, 1e3 * times[(int)(0.99 * times.Count)], bytes / median / 1e9, bytes / reading / 1e9, reading / median);
    }
}
