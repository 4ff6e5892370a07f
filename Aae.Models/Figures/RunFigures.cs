using Aae.Core;
using Aae.Core.Data;
using Aae.Models.Training;

namespace Aae.Models.Figures;

/// <summary>The pictures of a finished run, in its folder.</summary>
public static class RunFigures
{
    private const int SampleCount = 100;
    private const int ReconstructionCount = 30;
    private const int ManifoldSize = 20;
    private const int PriorCount = 5000;
    private const int WalkSteps = 20;

    /// <summary>
    /// Draws learning curves, samples and reconstructions, for 2-D codes the manifold and the scatters of codes and prior, and walks
    /// where the prior has a component for each class.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="model">Its model.</param>
    /// <param name="data">Its data; the test images are shown.</param>
    /// <param name="cancellation">Stops between pictures.</param>
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

        ModelFigures.Samples(File("samples.png"), model, model.Sample(SampleCount, model.Recipe.Seed));

        ImageSet images = data.Test.Slice(0, Math.Min(ReconstructionCount, data.Test.Count));
        ModelFigures.Reconstructions(File("reconstructions.png"), model, images);

        if (model.CodeSize == 2)
        {
            if (model.Prior is Priors.IPercentiles)
            {
                ModelFigures.Manifold(File("manifold.png"), model, ManifoldSize);
            }

            ModelFigures.Scatter(File("scatter.png"), model, data.Test);
            ModelFigures.PriorScatter(File("prior.png"), model, PriorCount);
        }

        if (model.Prior is Priors.IConditionalPrior)
        {
            ModelFigures.Walks(File("walks.png"), model, WalkSteps);
        }

        IReadOnlyList<EpochMetrics> metrics = folder.ReadMetrics();
        if (metrics.Count > 1)
        {
            LearningCurves.Write(File("losses.png"), [.. metrics[0].Loss.Keys.Select(phase => LossCurve(phase, metrics))], logarithmic: true, "losses");
        }

        return files;
    }

    private static Curve LossCurve(string phase, IReadOnlyList<EpochMetrics> metrics) =>
        new(phase, [.. metrics.Select(epoch => (epoch.Epoch, epoch.Loss[phase]))]);
}
