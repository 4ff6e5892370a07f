using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Training;

/// <summary>Classifies images after each epoch, recorded once as <see cref="ValidationPass"/> is; of the code it computes y alone.</summary>
internal sealed class ClassificationPass
{
    private const int BatchSize = PassPool.BatchSize;

    private readonly ImageSet _images;
    private readonly List<(Tape Tape, Tensor X, Variable Classes)> _batches = [];

    public ClassificationPass(Encoder encoder, Part y, ImageSet images, WorkerTeam team)
    {
        _images = images;
        foreach (int size in new[] { BatchSize, images.Count % BatchSize }.Where(size => size > 0 && size <= images.Count))
        {
            var x = new Tensor(new Shape(size, images.Pixels));
            var tape = new Tape(moves: [], training: false, team: team);
            _batches.Add((tape, x, encoder.Encode(tape, tape.Constant(x), y)[y]));
        }
    }

    /// <summary>The share of images whose most probable class is not their label.</summary>
    public double Run()
    {
        int wrong = 0;
        for (int start = 0; start < _images.Count; start += BatchSize)
        {
            int size = Math.Min(BatchSize, _images.Count - start);
            (Tape tape, Tensor x, Variable classes) = _batches.First(batch => batch.X.Shape.Rows == size);
            _images.Gather([.. Enumerable.Range(start, size)], x);
            tape.Forward();
            wrong += CountWrong(classes.Value, _images, start);
        }

        return (double)wrong / _images.Count;
    }

    /// <summary>The number of images whose most probable class is not their label.</summary>
    /// <param name="classes">Their distributions over classes [n, classes].</param>
    /// <param name="images">The images.</param>
    /// <param name="start">The first of them.</param>
    internal static int CountWrong(Tensor classes, ImageSet images, int start)
    {
        int wrong = 0;
        for (int i = 0; i < classes.Shape.Rows; i++)
        {
            wrong += TensorPrimitives.IndexOfMax<float>(classes.Row(i)) == images.Label(start + i) ? 0 : 1;
        }

        return wrong;
    }
}
