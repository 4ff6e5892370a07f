using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Variants;

namespace Aae.Models.Training;

/// <summary>
/// Encodes and decodes the validation images after each epoch. Recorded once, over memory of its own, so that a long run does
/// not leave tens of megabytes behind at every epoch.
/// </summary>
internal sealed class ValidationPass
{
    private const int BatchSize = PassPool.BatchSize;

    private readonly ImageSet _images;
    private readonly List<Batch> _batches = [];

    public ValidationPass(AdversarialAutoencoder model, ImageSet images, WorkerTeam team)
    {
        _images = images;
        Codes = new Tensor(new Shape(images.Count, model.Encoder.Parts.Sum(part => part.Size)));
        foreach (int size in new[] { BatchSize, images.Count % BatchSize }.Where(size => size > 0 && size <= images.Count))
        {
            var x = new Tensor(new Shape(size, images.Pixels));
            var tape = new Tape(moves: [], training: false, team: team);
            Variable input = tape.Constant(x);
            Code parts = model.Encoder.Encode(tape, input);
            Variable code = parts.Join(tape);
            Variable? classes = model.Classified is { } y && images.HasLabels ? parts[y] : null;
            ImageLabels? labels = model.Decoder.Given is not null ? new ImageLabels(model.Labels!, size) : null;
            Variable reconstruction = model.Decoder.Decode(tape, code, labels is null ? null : tape.Constant(labels.OneHot));
            Tape? drawing = model.Encoder.IsRandom ? new Tape(moves: [], training: false, "validation", team: team) { DrawsSamples = true } : null;
            Variable samples = drawing is null ? code : model.Encoder.Apply(drawing, drawing.Constant(x));
            _batches.Add(new Batch(tape, x, labels, drawing, samples, classes, tape.HalfSquaredError(reconstruction, input)));
        }
    }

    /// <summary>The codes of the last run [n, code size]; where q(z|x) is random, a sample of each, by the same draws at each run.</summary>
    public Tensor Codes { get; }

    /// <summary>In the last run, the share of images whose most probable class is not their label; null if no part learns labels.</summary>
    public double? ClassificationError { get; private set; }

    /// <summary>Renews the codes and the error.</summary>
    /// <returns>½ squared error summed over pixels, mean over the images.</returns>
    public double Run()
    {
        double sum = 0;
        int wrong = 0;
        for (int start = 0; start < _images.Count; start += BatchSize)
        {
            int size = Math.Min(BatchSize, _images.Count - start);
            Batch batch = _batches.First(batch => batch.X.Shape.Rows == size);
            _images.Gather([.. Enumerable.Range(start, size)], batch.X);
            for (int i = 0; i < size; i++)
            {
                batch.Labels?.Set(i, _images.Label(start + i));
            }

            batch.Tape.Forward();
            if (batch.Drawing is { } drawing)
            {
                drawing.Step = (ulong)start;
                drawing.Forward();
            }

            Codes.Rows(start, size).CopyFrom(batch.Code.Value);
            sum += (double)batch.Error.Scalar * size;
            wrong += batch.Classes is { } classes ? ClassificationPass.CountWrong(classes.Value, _images, start) : 0;
        }

        ClassificationError = _batches.Exists(batch => batch.Classes is not null) ? (double)wrong / _images.Count : null;
        return sum / _images.Count;
    }

    private sealed record Batch(Tape Tape, Tensor X, ImageLabels? Labels, Tape? Drawing, Variable Code, Variable? Classes, Variable Error);
}
