using Aae.Core;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>Ends a run when a number on the validation images has not become better for some epochs.</summary>
internal sealed class EarlyStop
{
    private readonly StopRecipe _recipe;
    private readonly BestMetric _metric;
    private double _best = double.NaN;
    private int _waited;

    /// <summary>Begins.</summary>
    /// <param name="recipe">The number and the patience.</param>
    /// <param name="learnsLabels">Whether the model has an error of classification.</param>
    /// <param name="reconstructs">Whether it has an error of reconstruction.</param>
    /// <exception cref="AaeException">The run measures no such number.</exception>
    public EarlyStop(StopRecipe recipe, bool learnsLabels, bool reconstructs = true)
    {
        _recipe = recipe;
        _metric = new BestMetric(recipe.Metric, [], learnsLabels, "stop.metric: a run cannot be ended", reconstructs);
        Numbers =
        [
            StateNumber.Of("stop/best", () => _best, best => _best = best),
            StateNumber.Of("stop/waited", () => _waited, waited => _waited = waited),
        ];
    }

    /// <summary>What it must remember where a run goes on: the best so far, and the epochs since.</summary>
    public IReadOnlyList<StateNumber> Numbers { get; }

    /// <summary>Why the run is to end; null while it is not.</summary>
    public string? Reason => _waited < _recipe.Patience
        ? null
        : $"{_recipe.Metric} has not become better than {_best:G4} for {_waited} {(_waited == 1 ? "epoch" : "epochs")}";

    /// <summary>Looks at an epoch.</summary>
    public void Note(EpochMetrics metrics)
    {
        double value = _metric.Of(metrics);
        bool better = _metric.IsBetter(value, _best);
        _best = better ? value : _best;
        _waited = better ? 0 : _waited + 1;
    }
}
