using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Measures a run after each epoch: on its averaged weights where it has them, as that is the model that it gives.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="state">The state of the run.</param>
/// <param name="data">The images.</param>
/// <param name="team">The threads to work with.</param>
internal sealed class EpochEvaluation(Recipe recipe, TrainingState state, Dataset data, WorkerTeam team)
{
    private const int MostSamples = 2000; // an image takes more room than a code

    private readonly TrainedModel _model = new(recipe, state.Model, team);
    private ValidationPass? _validation;
    private ClassificationPass? _test;
    private Tensor? _priorSamples;

    /// <summary>The metrics of the epoch that has just ended.</summary>
    /// <param name="seconds">The time of its steps.</param>
    public EpochMetrics Measure(double seconds)
    {
        if (_model.HasEncoder)
        {
            _validation ??= new ValidationPass(state.Model, data.Validation, team);
            _priorSamples ??= _model.Prior.Sample(data.Validation.Count, recipe.Seed);
        }

        if (state.Model.Classified is { } y && data.Test is { HasLabels: true, Count: > 0 })
        {
            _test ??= new ClassificationPass(state.Model.Encoder, y, data.Test, team);
        }

        state.Average?.Exchange(); // what is validated is what the run gives
        double? reconstruction;
        double? testError;
        double distance;
        try
        {
            reconstruction = _validation?.Run();
            testError = _test?.Run();
            int images = Math.Min(data.Validation.Count, MostSamples);
            (Tensor made, Tensor aim) = _validation is null
                ? (_model.Sample(images, recipe.Seed), data.Validation.Gather(0, images))
                : (_validation.Codes, _priorSamples!);
            distance = SlicedWasserstein.Distance(made, aim, 64, RandomStream.Named(recipe.Seed, "validation/projections"), team);
        }
        finally
        {
            state.Average?.Exchange();
        }

        return new EpochMetrics
        {
            Epoch = state.Position.Epoch,
            Step = state.Position.Step,
            Loss = state.Model.Phases.Select((phase, i) => (phase.Name, state.LossSums[i] / data.Train.Count)).ToDictionary(),
            ValidationReconstruction = reconstruction,
            ValidationError = _validation?.ClassificationError,
            TestError = testError,
            ValidationComponentShare = _validation is not null && state.Model.Components is { } components
                ? ClassComponents.Share(components, _validation.Codes, data.Validation.Labels)
                : null,
            ValidationSlicedWasserstein = distance,
            RateScale = state.RateScale == 1 ? null : state.RateScale,
            Seconds = seconds,
        };
    }
}
