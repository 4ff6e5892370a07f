using Aae.Core.Data;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Training in one call.</summary>
public static class RecipeTraining
{
    /// <summary>Trains the recipe's model in memory. To keep a run in a folder, or to go on with one, see <see cref="Trainer"/>.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The images.</param>
    /// <param name="progress">Told about ten times a second and after each epoch.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="Core.AaeException">The recipe does not fit the data, or a loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public static TrainedModel Train(
        this Recipe recipe, Dataset data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        new Trainer(recipe, data).Run(progress, cancellation);
}
