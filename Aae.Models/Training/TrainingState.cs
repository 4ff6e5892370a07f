using System.Numerics.Tensors;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Training;

/// <summary>
/// All that a run is at a moment: parameters, the state of each phase's optimizer, the averages, the position, the sums of the
/// epoch's losses so far. A checkpoint is this in a file; a run that goes on from it goes the way that it would have gone. Whatever
/// is added to a run must stand in one of the two lists, <see cref="Tensors"/> or <see cref="Numbers"/>.
/// </summary>
internal sealed class TrainingState
{
    public TrainingState(Recipe recipe, ImageShape image)
    {
        Recipe = recipe;
        Image = image;
        Model = recipe.Create(image);
        Average = recipe.Average is { } average ? new WeightAverage(Model, average.Decay) : null;
        Stop = recipe.Stop is { } stop ? new EarlyStop(stop, EpochMetrics.ChoosingOf(Model)) : null;
        LossSums = new double[Model.Phases.Count];
        Tensors = [.. Model.Tensors, .. PhaseTensors(), .. AverageTensors()];
        Numbers =
        [
            StateNumber.Of("epoch", () => Position.Epoch, epoch => Position = Position with { Epoch = epoch }),
            StateNumber.Of("batch", () => Position.Batch, batch => Position = Position with { Batch = batch }),
            StateNumber.Of("step", () => Position.Step, step => Position = Position with { Step = step }),
            StateNumber.Of("best", () => Best, best => Best = best),
            StateNumber.Of("rateScale", () => RateScale, scale => RateScale = scale),
            StateNumber.Of("retries", () => Retries, retries => Retries = retries),
            .. Stop?.Numbers ?? [],
            .. Model.Phases.SelectMany((phase, i) => new[]
            {
                StateNumber.Of($"loss/{phase.Name}", () => LossSums[i], sum => LossSums[i] = sum),
                StateNumber.Of($"updates/{phase.Name}", () => phase.Optimizer.Updates, updates => phase.Optimizer.Updates = updates),
            }),
        ];
    }

    public Recipe Recipe { get; }

    public ImageShape Image { get; }

    public AdversarialAutoencoder Model { get; }

    /// <summary>The averages of the weights; null where the recipe asks for none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>What may end the run early; null where the recipe asks for nothing of the kind.</summary>
    public EarlyStop? Stop { get; }

    public TrainingPosition Position { get; set; }

    /// <summary>For each phase the sum of its losses over the images of the epoch so far.</summary>
    public double[] LossSums { get; }

    /// <summary>What the best model's epoch measured; NaN before there is one.</summary>
    public double Best { get; set; } = double.NaN;

    /// <summary>A factor on all learning rates: 1, or less after the run diverged and went back.</summary>
    public float RateScale { get; set; } = 1;

    /// <summary>How often the run went back since it last finished an epoch.</summary>
    public int Retries { get; set; }

    /// <summary>The tensors that a run needs to go on, by name: the model's own first.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>The numbers that a run needs to go on.</summary>
    public IReadOnlyList<StateNumber> Numbers { get; }

    /// <summary>The model that the run gives. Where weights are averaged it is a copy: the weights themselves are there for a run that goes on.</summary>
    public AdversarialAutoencoder FinishedModel()
    {
        if (Average is null)
        {
            return Model;
        }

        AdversarialAutoencoder model = Recipe.CreateBlank(Image);
        Dictionary<string, Tensor> averages = new(Average.Tensors);
        foreach ((string name, Tensor tensor) in model.Tensors)
        {
            tensor.CopyFrom(averages.GetValueOrDefault(name) ?? Tensors.First(own => own.Key == name).Value);
        }

        return model;
    }

    /// <summary>The first tensor with a number that is not finite; null if all are finite.</summary>
    public string? NotFinite()
    {
        foreach ((string name, Tensor tensor) in Tensors)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(tensor.Span))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Refuses a state from which no run can go on: it must not take the place of the last good checkpoint.</summary>
    /// <exception cref="DivergenceException">A tensor is not finite.</exception>
    public void RequireFinite()
    {
        if (NotFinite() is { } name)
        {
            string[] phases = [.. Model.Phases.Where(phase => phase.Moves.Any(parameter => parameter.Name == name)).Select(phase => $"'{phase.Name}'")];
            string movers = phases.Length > 0 ? $", which phase {string.Join(" or ", phases)} moves," : "";
            throw new DivergenceException(
                $"{name}{movers} is not finite after step {Position.Step}",
                phases.Length > 0 ? string.Join(" or ", phases) : null,
                Position.Step,
                Position.Epoch,
                float.NaN,
                name);
        }
    }

    /// <summary>To be called when tensors were changed from outside: what was computed from them is out of date.</summary>
    public void Renew()
    {
        foreach (Parameter parameter in Model.Parameters)
        {
            parameter.Version++;
        }
    }

    // The optimizers' state, and beside it what phases keep themselves.
    private IEnumerable<KeyValuePair<string, Tensor>> PhaseTensors()
    {
        foreach (Phase phase in Model.Phases)
        {
            foreach ((string name, Tensor tensor) in phase.Optimizer.State.Concat(phase.State))
            {
                yield return KeyValuePair.Create($"{ParameterFile.OptimizerPrefix}{phase.Name}/{name}", tensor);
            }
        }
    }

    private IEnumerable<KeyValuePair<string, Tensor>> AverageTensors() =>
        (Average?.Tensors ?? []).Select(average => KeyValuePair.Create($"{ParameterFile.AveragePrefix}{average.Key}", average.Value));
}
