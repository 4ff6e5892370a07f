using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Priors;
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
    private const int MostLearned = 500; // a chain takes its time

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
            distance = Distance();
        }
        finally
        {
            state.Average?.Exchange();
        }

        return new EpochMetrics
        {
            Epoch = state.Position.Epoch,
            Step = state.Position.Step,
            Loss = state.Model.Phases
                .Select((phase, i) => (Phase: phase, Loss: state.LossSums[i] / data.Train.Count))
                .Where(mean => mean.Phase.Active.Contains(state.Position.Epoch - 1)) // the epoch that is over
                .ToDictionary(mean => mean.Phase.Name, mean => mean.Loss),
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

    // Of codes and prior; without an encoder of images and samples.
    private double Distance()
    {
        RandomStream projections = RandomStream.Named(recipe.Seed, "validation/projections");
        if (_validation is null)
        {
            int images = Math.Min(data.Validation.Count, MostSamples);
            return SlicedWasserstein.Distance(_model.Sample(images, recipe.Seed), data.Validation.Gather(0, images), 64, projections, team);
        }

        Prior prior = _model.Prior;
        _priorSamples = prior is LearnedPrior
            ? prior.Sample(Math.Min(MostLearned, data.Validation.Count), recipe.Seed)
            : _priorSamples ?? prior.Sample(data.Validation.Count, recipe.Seed);
        return SlicedWasserstein.Distance(_validation.Codes.Rows(0, _priorSamples.Shape.Rows), _priorSamples, 64, projections, team);
    }
}
