using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Training;

/// <summary>
/// All that a run is at a moment: parameters, the state of each phase's optimizer, the position, and the sums of the epoch's
/// losses so far. A checkpoint is this in a file; a run that goes on from it goes the way that it would have gone.
/// </summary>
internal sealed class TrainingState
{
    private const string Format = "aae-checkpoint-1";
    private const string BestKey = "reconstruction";

    private readonly Recipe _recipe;
    private readonly ImageShape _image;

    public TrainingState(Recipe recipe, ImageShape image)
    {
        _recipe = recipe;
        _image = image;
        Model = recipe.Create(image);
        Average = recipe.Average is { } average ? new WeightAverage(Model, average.Decay) : null;
        LossSums = new double[Model.Phases.Count];
    }

    public AdversarialAutoencoder Model { get; }

    /// <summary>The averages of the weights; null where the recipe asks for none.</summary>
    public WeightAverage? Average { get; }

    public TrainingPosition Position { get; set; }

    /// <summary>For each phase the sum of its losses over the images of the epoch so far.</summary>
    public double[] LossSums { get; }

    public void Save(string path)
    {
        Dictionary<string, string> metadata = TrainedModel.Metadata(_recipe, _image);
        metadata["format"] = Format;
        metadata["epoch"] = Text(Position.Epoch);
        metadata["batch"] = Text(Position.Batch);
        metadata["step"] = Text(Position.Step);
        for (int i = 0; i < LossSums.Length; i++)
        {
            metadata[$"loss/{Model.Phases[i].Name}"] = Text(LossSums[i]);
            metadata[$"updates/{Model.Phases[i].Name}"] = Text(Model.Phases[i].Optimizer.Updates);
        }

        Safetensors.Write(path, [.. Model.Tensors, .. StateTensors()], metadata);
    }

    /// <summary>Writes the model alone, with the reconstruction error for which it was the best so far.</summary>
    public void SaveBest(string path, double reconstruction)
    {
        Dictionary<string, string> metadata = TrainedModel.Metadata(_recipe, _image);
        metadata[BestKey] = Text(reconstruction);
        Safetensors.Write(path, FinishedTensors(), metadata);
    }

    /// <summary>The model that the run gives. Where weights are averaged it is a copy: the weights themselves are there for a run that goes on.</summary>
    public AdversarialAutoencoder FinishedModel()
    {
        if (Average is null)
        {
            return Model;
        }

        AdversarialAutoencoder model = _recipe.Create(_image);
        Dictionary<string, Tensor> finished = FinishedTensors();
        foreach ((string name, Tensor tensor) in model.Tensors)
        {
            tensor.CopyFrom(finished[name]);
        }

        return model;
    }

    /// <summary>The reconstruction error of a file that <see cref="SaveBest"/> wrote.</summary>
    public static double ReadBest(string path) => Number<double>(path, Safetensors.Read(path), BestKey);

    /// <summary>Refuses a state from which no run can go on: it must not take the place of the last good checkpoint.</summary>
    /// <exception cref="AaeException">A parameter or a buffer is not finite.</exception>
    public void RequireFinite()
    {
        foreach ((string name, Tensor tensor) in Model.Tensors)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(tensor.Span))
            {
                string[] phases = [.. Model.Phases.Where(phase => phase.Moves.Any(parameter => parameter.Name == name)).Select(phase => $"'{phase.Name}'")];
                string movers = phases.Length > 0 ? $", which phase {string.Join(" or ", phases)} moves," : "";
                throw new AaeException(
                    $"{name}{movers} is not finite after step {Position.Step}; a lower learning rate or a bound on the gradients' norm may help");
            }
        }
    }

    /// <summary>Reads a checkpoint of the same recipe; only the number of epochs may be another.</summary>
    public void Load(string path, int batchesPerEpoch)
    {
        SafetensorsFile file = Safetensors.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new InvalidFileException(path, $"no checkpoint of this version: its format is not {Format}");
        }

        RequireSameRecipe(path, file);
        ParameterFile.Apply(path, file, Model.Tensors, complete: true);
        foreach ((string name, Tensor state) in StateTensors())
        {
            if (!file.Tensors.TryGetValue(name, out Tensor? saved) || saved.Shape != state.Shape)
            {
                throw new InvalidFileException(path, $"the state '{name}' {state.Shape} is missing or has another shape");
            }

            state.CopyFrom(saved);
        }

        Position = new TrainingPosition(Number<int>(path, file, "epoch"), Number<int>(path, file, "batch"), Number<ulong>(path, file, "step"));
        if (Position.Epoch < 0 || Position.Batch < 0 || Position.Batch >= batchesPerEpoch
            || Position.Step != (ulong)Position.Epoch * (ulong)batchesPerEpoch + (ulong)Position.Batch)
        {
            throw new InvalidFileException(
                path, $"the position (epoch {Position.Epoch}, batch {Position.Batch}, step {Position.Step}) is none of a run with {batchesPerEpoch} batches an epoch");
        }

        for (int i = 0; i < LossSums.Length; i++)
        {
            LossSums[i] = Number<double>(path, file, $"loss/{Model.Phases[i].Name}");
            Model.Phases[i].Optimizer.Updates = Number<long>(path, file, $"updates/{Model.Phases[i].Name}");
        }
    }

    private void RequireSameRecipe(string path, SafetensorsFile file)
    {
        Dictionary<string, string> own = TrainedModel.Metadata(_recipe with { Epochs = 1 }, _image);
        foreach ((string key, string expected) in own)
        {
            string? found = file.Metadata.GetValueOrDefault(key);
            if (key == TrainedModel.RecipeKey && found is not null)
            {
                found = RecipeJson.Write(RecipeJson.Read(found, $"{path}, recipe") with { Epochs = 1 });
            }

            if (found != expected)
            {
                throw new InvalidFileException(path, $"the checkpoint is of another {key}; a run goes on with its own, and only its number of epochs may change");
            }
        }
    }

    // The model's tensors, the averages in the place of what they are averages of.
    private Dictionary<string, Tensor> FinishedTensors()
    {
        var tensors = new Dictionary<string, Tensor>(Model.Tensors);
        foreach ((string name, Tensor average) in Average?.Tensors ?? [])
        {
            tensors[name] = average;
        }

        return tensors;
    }

    /// <summary>What a run needs to go on beside the model's own tensors.</summary>
    private IEnumerable<KeyValuePair<string, Tensor>> StateTensors()
    {
        foreach (Phase phase in Model.Phases)
        {
            foreach ((string name, Tensor tensor) in phase.Optimizer.State)
            {
                yield return KeyValuePair.Create($"{ParameterFile.OptimizerPrefix}{phase.Name}/{name}", tensor);
            }
        }

        foreach ((string name, Tensor tensor) in Average?.Tensors ?? [])
        {
            yield return KeyValuePair.Create($"{ParameterFile.AveragePrefix}{name}", tensor);
        }
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture); // round-trips

    private static T Number<T>(string path, SafetensorsFile file, string key)
        where T : INumber<T> =>
        file.Metadata.TryGetValue(key, out string? text) && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T? number)
            ? number
            : throw new InvalidFileException(path, $"the metadata's '{key}' is missing or no number");
}
