using System.Globalization;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Recipes;
using Aae.Models.Variants;

namespace Aae.Models.Training;

/// <summary>
/// All that a run is at a moment: parameters, the state of each phase's optimizer, the position, and the sums of the epoch's
/// losses so far. A checkpoint is this in a file; a run that goes on from it goes the way that it would have gone.
/// </summary>
internal sealed class TrainingState
{
    private const string Format = "aae-checkpoint-1";

    private readonly Recipe _recipe;
    private readonly ImageShape _image;

    public TrainingState(Recipe recipe, ImageShape image)
    {
        _recipe = recipe;
        _image = image;
        Model = recipe.Create(image);
        LossSums = new double[Model.Phases.Count];
    }

    public AdversarialAutoencoder Model { get; }

    public TrainingPosition Position { get; set; }

    /// <summary>For each phase the sum of its losses over the images of the epoch so far.</summary>
    public double[] LossSums { get; }

    /// <summary>The lowest reconstruction error on validation images so far.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    public void Save(string path)
    {
        Dictionary<string, string> metadata = TrainedModel.Metadata(_recipe, _image);
        metadata["format"] = Format;
        metadata["epoch"] = Text(Position.Epoch);
        metadata["batch"] = Text(Position.Batch);
        metadata["step"] = Text(Position.Step);
        metadata["best"] = Text(Best);
        for (int i = 0; i < LossSums.Length; i++)
        {
            metadata[$"loss/{Model.Phases[i].Name}"] = Text(LossSums[i]);
            metadata[$"updates/{Model.Phases[i].Name}"] = Text(Model.Phases[i].Optimizer.Updates);
        }

        Safetensors.Write(path, [.. ParameterFile.Tensors(Model.Parameters), .. OptimizerTensors()], metadata);
    }

    /// <summary>The model alone, as inference needs it.</summary>
    public void SaveModel(string path) => new TrainedModel(_recipe, Model).Save(path);

    public void Load(string path)
    {
        SafetensorsFile file = Safetensors.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new InvalidFileException(path, $"no checkpoint of this version: its format is not {Format}");
        }

        ParameterFile.Apply(path, file, Model.Parameters, complete: true);
        foreach ((string name, Tensor state) in OptimizerTensors())
        {
            if (!file.Tensors.TryGetValue(name, out Tensor? saved) || saved.Shape != state.Shape)
            {
                throw new InvalidFileException(path, $"the optimizer's state '{name}' {state.Shape} is missing or has another shape");
            }

            state.CopyFrom(saved);
        }

        Position = new TrainingPosition((int)Number(path, file, "epoch"), (int)Number(path, file, "batch"), (ulong)Number(path, file, "step"));
        Best = Number(path, file, "best");
        for (int i = 0; i < LossSums.Length; i++)
        {
            LossSums[i] = Number(path, file, $"loss/{Model.Phases[i].Name}");
            Model.Phases[i].Optimizer.Updates = (long)Number(path, file, $"updates/{Model.Phases[i].Name}");
        }
    }

    private IEnumerable<KeyValuePair<string, Tensor>> OptimizerTensors()
    {
        foreach (Phase phase in Model.Phases)
        {
            foreach ((string name, Tensor tensor) in phase.Optimizer.State)
            {
                yield return KeyValuePair.Create($"{ParameterFile.OptimizerPrefix}{phase.Name}/{name}", tensor);
            }
        }
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture); // round-trips

    private static double Number(string path, SafetensorsFile file, string key) =>
        file.Metadata.TryGetValue(key, out string? text) && double.TryParse(text, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new InvalidFileException(path, $"the metadata's '{key}' is missing or no number");
}
