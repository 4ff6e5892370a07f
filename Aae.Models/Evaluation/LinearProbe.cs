using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;

namespace Aae.Models.Evaluation;

/// <summary>
/// How much of the class a linear classifier finds in codes: softmax regression, trained on codes of training images with all
/// their labels. On a style z apart from the class (paper §4, §5) it should be near chance, as far as a linear map can tell.
/// </summary>
/// <remarks>
/// Each dimension is shifted and scaled to mean 0 and deviation 1 over the training codes, which changes nothing of what a linear
/// map can tell. From weights of zero, 3000 minibatches of 100 by Adam, its rate falling on a line from 0.01 to 0: the problem is
/// convex. Alain, Bengio: Understanding intermediate layers using linear classifier probes (2016).
/// </remarks>
public static class LinearProbe
{
    private static readonly SoftmaxTraining s_training = new(Steps: 3000, Batch: 100, Rate: 0.01f);

    /// <summary>Trains the classifier and measures its error on codes that it was not trained on.</summary>
    /// <param name="train">Codes of training images [m, d], m of 2 or more.</param>
    /// <param name="trainLabels">Their labels, each below <paramref name="classes"/>.</param>
    /// <param name="heldOut">Codes of other images [n, d], n of 2 or more.</param>
    /// <param name="heldOutLabels">Their labels.</param>
    /// <param name="classes">The number of classes, 2 or more.</param>
    /// <param name="seed">The seed of the order of the training codes.</param>
    /// <param name="team">The threads to work with, null for the caller's alone. The result has the same bits for any number.</param>
    /// <param name="cancellation">Stops the work between steps.</param>
    /// <returns>The share of held-out codes whose most probable class is not their label.</returns>
    /// <exception cref="AaeException">A shape does not fit, a label is out of range, or an element is not finite.</exception>
    public static double Error(
        Tensor train,
        ReadOnlySpan<byte> trainLabels,
        Tensor heldOut,
        ReadOnlySpan<byte> heldOutLabels,
        int classes,
        ulong seed,
        WorkerTeam? team = null,
        CancellationToken cancellation = default)
    {
        Samples.RequireComparable(train, heldOut);
        Require(train, trainLabels, classes);
        Require(heldOut, heldOutLabels, classes);
        team ??= WorkerTeam.Single;
        double[] mean = SampleStatistics.Mean(train);
        double[] deviation = Deviations(train, mean);

        var classifier = new Linear("probe", train.Shape.Columns, classes, Activation.Identity, Initializer.Zero);
        Tensor codes = Standardized(train, mean, deviation);
        s_training.Run(
            classifier, codes.Shape.Columns, classes, trainLabels, (rows, batch) => Gather(codes, rows, batch),
            RandomStream.Named(seed, "probe/order"), team, progress: null, cancellation);

        var tape = new Tape(moves: [], training: false, team: team);
        Tensor logits = classifier.Apply(tape, tape.Constant(Standardized(heldOut, mean, deviation))).Value;
        return ConfusionMatrix.Count(heldOutLabels, ClusterLabels.MostProbable(logits), classes, classes).Error;
    }

    /// <summary>The error of the best guess without any code: always the most frequent class.</summary>
    /// <param name="labels">The labels of the held-out codes, 1 or more.</param>
    public static double Chance(ReadOnlySpan<byte> labels)
    {
        var counts = new int[byte.MaxValue + 1];
        foreach (byte label in labels)
        {
            counts[label]++;
        }

        return 1 - (double)counts.Max() / labels.Length;
    }

    private static void Gather(Tensor codes, ReadOnlySpan<int> rows, Tensor batch)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            codes.Row(rows[i]).CopyTo(batch.Row(i));
        }
    }

    private static double[] Deviations(Tensor codes, double[] mean)
    {
        var deviation = new double[mean.Length];
        for (int i = 0; i < codes.Shape.Rows; i++)
        {
            ReadOnlySpan<float> z = codes.Row(i);
            for (int k = 0; k < deviation.Length; k++)
            {
                deviation[k] += (z[k] - mean[k]) * (z[k] - mean[k]) / codes.Shape.Rows;
            }
        }

        return [.. deviation.Select(variance => variance > 0 ? Math.Sqrt(variance) : 1)];
    }

    private static Tensor Standardized(Tensor codes, double[] mean, double[] deviation)
    {
        var result = new Tensor(codes.Shape);
        for (int i = 0; i < codes.Shape.Rows; i++)
        {
            for (int k = 0; k < mean.Length; k++)
            {
                result.Row(i)[k] = (float)((codes.Row(i)[k] - mean[k]) / deviation[k]);
            }
        }

        return result;
    }

    private static void Require(Tensor codes, ReadOnlySpan<byte> labels, int classes)
    {
        if (labels.Length != codes.Shape.Rows || classes < 2 || labels.IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(classes - 1, byte.MaxValue)) >= 0)
        {
            throw new AaeException($"codes {codes.Shape} need {codes.Shape.Rows} labels below the number of classes, 2 or more; there are {labels.Length} for {classes} classes");
        }
    }
}
