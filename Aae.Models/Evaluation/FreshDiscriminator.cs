using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;

namespace Aae.Models.Evaluation;

/// <summary>
/// How well a discriminator that has never met the encoder tells its codes from samples of the prior: a two-sample test by a
/// classifier.
/// </summary>
/// <remarks>
/// Half of the codes and of the samples train a small network (two hidden layers of 64 ReLU, Adam at 1e-3, 30 epochs, minibatches
/// of 50 + 50); the accuracy is that on the other halves. 0.5 means that nothing was found, 1 that q(z) and p(z) do not overlap.
/// The best accuracy there is would be ½ + ½·TV(q, p), with TV the total variation distance. With n held-out points on both
/// sides together, chance varies by √(1/4n). Lopez-Paz, Oquab: Revisiting classifier two-sample tests (ICLR 2017).
/// </remarks>
public static class FreshDiscriminator
{
    private const int Epochs = 30;
    private const int HalfBatch = 50;
    private const float Rate = 1e-3f;

    /// <summary>Trains the discriminator and measures its accuracy on what it was not trained on.</summary>
    /// <param name="codes">[n, d], n of 4 or more.</param>
    /// <param name="prior">[n, d]</param>
    /// <param name="seed">The seed of the halves and of the training.</param>
    /// <param name="team">The threads to work with, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between epochs.</param>
    /// <exception cref="AaeException">A shape does not fit or an element is not finite.</exception>
    public static double Accuracy(Tensor codes, Tensor prior, ulong seed, WorkerTeam? team = null, CancellationToken cancellation = default)
    {
        Samples.RequireComparable(codes, prior);
        if (codes.Shape != prior.Shape || codes.Shape.Rows < 4)
        {
            throw new AaeException($"codes {codes.Shape} and prior samples {prior.Shape} must be equally many, 4 or more");
        }

        team ??= WorkerTeam.Single;
        double scale = SampleStatistics.Scale(prior);
        (Tensor trainCodes, Tensor testCodes) = Halves(codes, scale, RandomStream.Named(seed, "fresh/codes"));
        (Tensor trainPrior, Tensor testPrior) = Halves(prior, scale, RandomStream.Named(seed, "fresh/prior"));

        var network = new Mlp([64, 64], Activation.Relu, Initializer.He).Network("fresh", codes.Shape.Columns, 1, Activation.Identity);
        network.Initialize(seed);
        Train(network, trainCodes, trainPrior, seed, team, cancellation);
        return (Positive(network, testPrior, team) + testCodes.Shape.Rows - Positive(network, testCodes, team))
            / (testPrior.Shape.Rows + testCodes.Shape.Rows);
    }

    private static void Train(Sequential network, Tensor codes, Tensor prior, ulong seed, WorkerTeam team, CancellationToken cancellation)
    {
        int half = Math.Min(HalfBatch, codes.Shape.Rows);
        var batch = new Tensor(new Shape(2 * half, codes.Shape.Columns)); // samples of the prior above codes
        var fromPrior = new Tensor(new Shape(2 * half, 1));
        fromPrior.Rows(0, half).Span.Fill(1);

        var order = new Minibatches(codes.Shape.Rows, half, RandomStream.Named(seed, "fresh/order"));
        var training = new ClassifierTraining(
            network.Parameters, tape => tape.BinaryCrossEntropy(network.Apply(tape, tape.Constant(batch)), tape.Constant(fromPrior)), team);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < codes.Shape.Rows / half; i++) // a short last batch is left out
            {
                ReadOnlySpan<int> rows = order.Batch(epoch, i);
                for (int row = 0; row < half; row++)
                {
                    prior.Row(rows[row]).CopyTo(batch.Row(row));
                    codes.Row(rows[row]).CopyTo(batch.Row(half + row));
                }

                training.Step(Rate);
            }
        }
    }

    /// <summary>The number of rows that the network takes for samples of the prior.</summary>
    private static double Positive(Sequential network, Tensor rows, WorkerTeam team)
    {
        var tape = new Tape(moves: [], training: false, team: team);
        int count = 0;
        foreach (float logit in network.Apply(tape, tape.Constant(rows)).Value.Span)
        {
            count += logit > 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The rows in random order, divided by the prior's scale, as two halves.</summary>
    private static (Tensor First, Tensor Second) Halves(Tensor rows, double scale, RandomStream stream)
    {
        int n = rows.Shape.Rows;
        var order = new int[n];
        stream.Permutation(order, step: 0);
        var shuffled = new Tensor(rows.Shape);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = rows.Row(order[i]);
            for (int k = 0; k < row.Length; k++)
            {
                shuffled.Row(i)[k] = (float)(row[k] / scale);
            }
        }

        return (shuffled.Rows(0, n / 2), shuffled.Rows(n / 2, n / 2));
    }
}
