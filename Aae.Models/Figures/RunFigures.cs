using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Training;

namespace Aae.Models.Figures;

/// <summary>The pictures of a finished run, in its folder.</summary>
public static class RunFigures
{
    private const int SampleCount = 100;
    private const int NeighbourCount = 30;
    private const int ReconstructionCount = 30;
    private const int ManifoldSize = 20;
    private const int WalkSteps = 20;
    private const int StyleCount = 10;

    /// <summary>
    /// Draws learning curves, samples with their nearest training images, reconstructions, for 2-D codes the manifold (of pictures) and
    /// the scatters of codes and prior, walks where the prior has a component for each class, the scatter with heads where there are
    /// heads, and for codes with classes styles or clusters and the confusion matrix.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="model">Its model.</param>
    /// <param name="data">Its data; the test images are shown.</param>
    /// <param name="cancellation">Stops between pictures, and a chain that makes samples.</param>
    /// <returns>The files, in the order in which one would look at them.</returns>
    /// <exception cref="AaeException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(RunFolder folder, TrainedModel model, Dataset data, CancellationToken cancellation = default)
    {
        var files = new List<string>();
        string File(string name)
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(Path.Combine(folder.Figures, name));
            return files[^1];
        }

        Tensor samples = model.Sample(SampleCount, model.Recipe.Seed, cancellation);
        ModelFigures.Samples(File("samples.png"), model, samples);
        Tensor few = samples.Rows(0, NeighbourCount);
        ModelFigures.Neighbours(File("neighbours.png"), model, few, NearestImages.Find(few, data.Train, model.Team, cancellation).ImagesOf(data.Train));

        if (model.HasEncoder)
        {
            ImageSet images = data.Test.Slice(0, Math.Min(ReconstructionCount, data.Test.Count));
            ModelFigures.Reconstructions(File("reconstructions.png"), model, images);
        }

        if (model.CodeSize == 2)
        {
            if (model.Prior is Priors.IPercentiles && model.Given is null && !ModelFigures.IsOfVectors(model))
            {
                ModelFigures.Manifold(File("manifold.png"), model, ManifoldSize);
            }

            if (model.HasEncoder)
            {
                ModelFigures.Scatter(File("scatter.png"), model, data.Test);
            }

            ModelFigures.PriorScatter(File("prior.png"), model, model.HasEncoder ? data.Test : null, cancellation);
        }

        if (model.Heads is not null)
        {
            ModelFigures.Scatter(File("scatter.png"), model, data.Test);
        }

        if (model.Prior is Priors.ConditionalPrior && model.Given is null && !ModelFigures.IsOfVectors(model))
        {
            ModelFigures.Walks(File("walks.png"), model, WalkSteps);
        }

        if (model.HasEncoder)
        {
            DrawClasses(File, model, data.Test, cancellation);
        }

        IReadOnlyList<EpochMetrics> metrics = folder.ReadMetrics();
        if (metrics.Count > 1)
        {
            Curve[] errors =
            [
                .. ErrorCurve("validation", metrics, epoch => epoch.ValidationError), .. ErrorCurve("test", metrics, epoch => epoch.TestError),
            ];
            if (errors.Length > 0)
            {
                LearningCurves.Write(File("errors.png"), errors, title: "classification error");
            }

            Curve[] losses = [.. metrics.SelectMany(epoch => epoch.Loss.Keys).Distinct().Select(phase => LossCurve(phase, metrics))];
            bool haveLogarithms = metrics.All(epoch => epoch.Loss.Values.All(loss => loss > 0)); // a difference of energies may have none
            LearningCurves.Write(File("losses.png"), losses, haveLogarithms, "losses");
        }

        return files;
    }

    // What a class or cluster y shows beside z.
    private static void DrawClasses(Func<string, string> file, TrainedModel model, ImageSet images, CancellationToken cancellation)
    {
        bool hasClusters = model.Classes > 0 && !model.LearnedLabels;
        if (hasClusters)
        {
            ClusterGrid.Write(file("clusters.png"), model, images, cancellation);
        }
        else if (ClassCodes.ClassOf(model) is not null)
        {
            StyleGrid.Write(file("styles.png"), model, StyleGrid.Examples(images, StyleCount), cancellation);
        }

        if (ModelEvaluation.Confusion(model, model.Encode(images, cancellation), images) is { } counts)
        {
            ConfusionFigure.Write(file("confusion.png"), counts, hasClusters ? "cluster" : "class", images.Name);
        }
    }

    // No curve where no epoch was measured; one that was not is a gap.
    private static IEnumerable<Curve> ErrorCurve(string name, IReadOnlyList<EpochMetrics> metrics, Func<EpochMetrics, double?> error) =>
        metrics.Any(epoch => error(epoch) is not null) ? [new Curve(name, [.. metrics.Select(epoch => (epoch.Epoch, error(epoch) ?? double.NaN))])] : [];

    private static Curve LossCurve(string phase, IReadOnlyList<EpochMetrics> metrics) =>
        new(phase, [.. metrics.Select(epoch => (epoch.Epoch, epoch.Loss.GetValueOrDefault(phase, double.NaN)))]);
}
