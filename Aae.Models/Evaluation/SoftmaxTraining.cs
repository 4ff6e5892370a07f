using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>How a softmax classifier is trained: by Adam over shuffled minibatches, its rate falling on a line to 0.</summary>
/// <param name="Steps">Minibatches.</param>
/// <param name="Batch">Rows of a minibatch, or all where there are fewer.</param>
/// <param name="Rate">The rate of the first step.</param>
internal readonly record struct SoftmaxTraining(int Steps, int Batch, float Rate)
{
    /// <summary>Trains a classifier whose parameters have their starting values.</summary>
    /// <param name="classifier">[rows, columns] → logits [rows, classes].</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="labels">The label of each row, below <paramref name="classes"/>.</param>
    /// <param name="gather">Writes the rows of a minibatch, given their places.</param>
    /// <param name="order">The stream of the minibatches' order.</param>
    /// <param name="team">The threads to work with. The result has the same bits for any number.</param>
    /// <param name="progress">Told the number of steps that are done.</param>
    /// <param name="cancellation">Stops the work between steps.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Run(
        Module classifier,
        int columns,
        int classes,
        ReadOnlySpan<byte> labels,
        Action<ReadOnlySpan<int>, Tensor> gather,
        RandomStream order,
        WorkerTeam team,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        int size = Math.Min(Batch, labels.Length);
        int batches = labels.Length / size; // a short last one is left out
        var batch = new Tensor(new Shape(size, columns));
        var oneHot = new Tensor(new Shape(size, classes));
        var minibatches = new Minibatches(labels.Length, size, order);
        var training = new ClassifierTraining(
            classifier.Parameters, tape => tape.SoftmaxCrossEntropy(classifier.Apply(tape, tape.Constant(batch)), tape.Constant(oneHot)), team);
        for (int step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> rows = minibatches.Batch(step / batches, step % batches);
            gather(rows, batch);
            oneHot.Span.Clear();
            for (int i = 0; i < size; i++)
            {
                oneHot.Row(i)[labels[rows[i]]] = 1;
            }

            training.Step(Rate * (Steps - step) / Steps);
            progress?.Report(step + 1);
        }
    }
}
