using Aae.Autograd.Modules;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Aae.Models.Evaluation;

/// <summary>
/// A small classifier of a data set's labels, whose last hidden layer says of an image what matters for its class: the features on
/// which <see cref="SampleQuality"/> compares samples with images. Immutable, safe to share between threads.
/// </summary>
/// <remarks>
/// Always the same for the same training images and instruction set: 512 and 128 ReLU and a softmax, from He's initialization with a
/// seed of its own, 10 epochs in minibatches of 100 by Adam, its rate falling on a line from 0.001 to 0. It has no noise, no
/// dropout, and sees no validation or test image. Distances between features compare under one classifier alone; another
/// instruction set rounds otherwise and trains another one.
/// </remarks>
public sealed class FeatureClassifier
{
    private const int Epochs = 10;
    private const int Batch = 100;
    private const float Rate = 1e-3f;
    private const ulong Seed = 0;

    private static readonly Mlp s_layers = new([512, 128], Activation.Relu, Initializer.He);

    private readonly Sequential _trunk;

    private FeatureClassifier(Sequential trunk, Dataset data, Tensor ofTest, double testError) =>
        (_trunk, Data, FeaturesOfTest, TestError) = (trunk, data, ofTest, testError);

    /// <summary>The data set from whose training images it learned.</summary>
    public Dataset Data { get; }

    /// <summary>The features of the test images [n, features], with which all samples are compared.</summary>
    internal Tensor FeaturesOfTest { get; }

    /// <summary>The share of test images whose most probable class is not their label: how far the features can be trusted.</summary>
    public double TestError { get; }

    /// <summary>The number of features of an image.</summary>
    public int FeatureCount => s_layers.Features(Data.Train.Pixels);

    /// <summary>Trains the classifier of a data set: once is enough for any number of samples.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="team">The threads to work with; null for those that the process may use. The result has the same bits for any number.</param>
    /// <param name="progress">Told how much of the training is done.</param>
    /// <param name="cancellation">Stops the work between steps.</param>
    /// <exception cref="AaeException">The images have no labels of two classes or more, there are no test images, or a pixel is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static FeatureClassifier Train(
        Dataset data, WorkerTeam? team = null, IProgress<TrainedShare>? progress = null, CancellationToken cancellation = default)
    {
        Check(data);
        team ??= WorkerTeam.Default;
        ImageSet images = data.Train;
        Sequential trunk = s_layers.Trunk("features", images.Pixels);
        var head = new Linear("classifier.output", s_layers.Features(images.Pixels), data.Classes, Activation.Identity, s_layers.Initializer);
        var classifier = new Sequential("classifier", trunk, head);
        classifier.Initialize(Seed);

        int steps = Epochs * (images.Count / Math.Min(Batch, images.Count));
        new SoftmaxTraining(steps, Batch, Rate).Run(
            classifier, images.Pixels, data.Classes, images.Labels, images.Gather, RandomStream.Named(Seed, "classifier/order"), team,
            progress is null ? null : new Steps(steps, progress), cancellation);

        Tensor ofTest = Pass(trunk, s_layers.Features(images.Pixels), SampleSource.Of(data.Test.Name, data.Test), team, progress: null, cancellation);
        Tensor logits = Pass(head, data.Classes, SampleSource.Of(data.Test.Name, ofTest), team, progress: null, cancellation);
        double error = ConfusionMatrix.Count(data.Test.Labels, ClusterLabels.MostProbable(logits), data.Classes, data.Classes).Error;
        return new FeatureClassifier(trunk, data, ofTest, error);
    }

    /// <summary>The features of samples.</summary>
    /// <param name="samples">n of them, fewer than 2³¹.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <param name="progress">Told the number of samples that were read.</param>
    /// <param name="cancellation">Stops the work between blocks of samples.</param>
    /// <returns>[n, features]</returns>
    /// <exception cref="AaeException">The samples are of another size, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Tensor Features(SampleSource samples, WorkerTeam? team = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        samples.RequireSizeOf(Data.Test);
        return Pass(_trunk, FeatureCount, samples, team ?? WorkerTeam.Default, progress, cancellation);
    }

    // samples [n, pixels] → [n, columns]
    private static Tensor Pass(
        Module network, int columns, SampleSource samples, WorkerTeam team, IProgress<long>? progress, CancellationToken cancellation)
    {
        var pass = new RecordedPass(network, SampleSource.BlockRows, samples.Dimensions, team);
        var result = new Tensor(new Shape(checked((int)samples.Count), columns));
        for (int first = 0; first < samples.Count; first += SampleSource.BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(SampleSource.BlockRows, samples.Count - first);
            Tensor block = samples.Read(first, rows);
            if (!TensorPrimitives.IsFiniteAll<float>(block.Span)) // of which ReLU could make a number
            {
                throw new AaeException($"{samples.Name}: a number of the samples {first} to {first + rows - 1} is not finite");
            }

            pass.Input.Rows(0, rows).CopyFrom(block); // what a short block leaves of the one before is not looked at
            result.Rows(first, rows).CopyFrom(pass.Run().Rows(0, rows));
            progress?.Report(first + rows);
        }

        return result;
    }

    private static void Check(Dataset data)
    {
        if (data.Classes < 2)
        {
            throw new AaeException(
                $"{data.Name}: the classifier whose features are compared learns from labels of 2 classes or more; its images have {(data.Classes == 0 ? "none" : "1")}");
        }

        if (data.Train.Count < 1 || data.Test.Count < 1)
        {
            throw new AaeException($"{data.Name}: a classifier needs images to learn from and test images, not {data.Train.Count} and {data.Test.Count}");
        }
    }

    private sealed class Steps(int count, IProgress<TrainedShare> progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new TrainedShare(value, count));
    }
}

/// <summary>How far the training of a classifier has come.</summary>
/// <param name="Done">Steps that are done.</param>
/// <param name="Count">All steps.</param>
public readonly record struct TrainedShare(int Done, int Count);
