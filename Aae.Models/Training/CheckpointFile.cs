using System.Globalization;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Models.Recipes;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Training;

/// <summary>What stands in a checkpoint: the state's tensors, and as metadata its numbers, the recipe, the settings and the program.</summary>
internal static class CheckpointFile
{
    /// <summary>What the metadata's "format" is in a checkpoint.</summary>
    public const string Format = "aae-checkpoint-2";

    private const string VersionKey = "version";
    private const string InstructionSetKey = "instructionSet";
    private const string DataKey = "data";

    /// <summary>What the checkpoints of a run say that does not change from step to step.</summary>
    /// <param name="state">The run's state.</param>
    /// <param name="settings">How it keeps checkpoints.</param>
    /// <param name="environment">What it works with.</param>
    /// <param name="data">The digest of its data set.</param>
    public static Dictionary<string, string> About(TrainingState state, CheckpointSettings settings, RunEnvironment environment, ulong data)
    {
        Dictionary<string, string> about = TrainedModel.Metadata(state.Recipe, state.Image);
        about[TrainedModel.FormatKey] = Format;
        about[VersionKey] = environment.Version;
        about[InstructionSetKey] = environment.InstructionSet;
        about[DataKey] = Text(data);
        settings.Write(about);
        return about;
    }

    /// <summary>Writes a checkpoint.</summary>
    public static void Write(string path, Snapshot snapshot) => Safetensors.Write(path, snapshot.Tensors, snapshot.Metadata, checksum: true);

    /// <summary>Writes the model alone.</summary>
    public static void WriteModel(string path, Snapshot snapshot, TrainingState state) =>
        Safetensors.Write(path, snapshot.FinishedModel, TrainedModel.Metadata(state.Recipe, state.Image), checksum: true);

    /// <summary>Reads a file that must have a checksum.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public static SafetensorsFile ReadVerified(string path) => Verified(path, Safetensors.Read(path));

    /// <summary>A file that must have a checksum.</summary>
    /// <exception cref="InvalidFileException">It has none.</exception>
    public static SafetensorsFile Verified(string path, SafetensorsFile file) => file.IsVerified
        ? file
        : throw new InvalidFileException(path, "the checksum is missing: the file was damaged or changed after it was written");

    /// <summary>Gives a state what a checkpoint of the same recipe holds; only the number of epochs may be another, if it is no smaller.</summary>
    /// <param name="path">The checkpoint's path, for error messages.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="state">The state.</param>
    /// <param name="batchesPerEpoch">Steps of an epoch.</param>
    /// <exception cref="AaeException">The checkpoint is of another format, recipe or data set.</exception>
    public static void Apply(string path, SafetensorsFile file, TrainingState state, int batchesPerEpoch)
    {
        string format = file.Metadata.GetValueOrDefault(TrainedModel.FormatKey, "unknown");
        if (format != Format)
        {
            throw new InvalidFileException(path, $"its format is {InputFile.OneLine(format)}; this version of the program goes on from {Format} alone");
        }

        RequireSameRecipe(path, file, state);
        foreach (StateNumber number in state.Numbers)
        {
            if (!number.TrySet(file.Metadata.GetValueOrDefault(number.Name)))
            {
                throw new InvalidFileException(path, $"the metadata's '{number.Name}' is missing or no number");
            }
        }

        TrainingPosition at = state.Position;
        if (at.Epoch < 0 || at.Batch < 0 || at.Batch >= batchesPerEpoch || at.Step != (ulong)at.Epoch * (ulong)batchesPerEpoch + (ulong)at.Batch)
        {
            throw new InvalidFileException(
                path, $"the position (epoch {at.Epoch}, batch {at.Batch}, step {at.Step}) is none of a run with {batchesPerEpoch} batches an epoch");
        }

        foreach ((string name, Tensor tensor) in state.Tensors)
        {
            if (!file.Tensors.TryGetValue(name, out Tensor? saved) || saved.Shape != tensor.Shape)
            {
                throw new InvalidFileException(path, $"'{name}' {tensor.Shape} is missing or has another shape");
            }

            tensor.CopyFrom(saved);
        }

        state.Renew();
    }

    /// <summary>Checks that a run goes on with its own data. A checkpoint of an older version does not say which they were.</summary>
    /// <param name="path">The checkpoint's path, for error messages.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="data">The digest of the data set at hand.</param>
    /// <exception cref="AaeException">The data are others.</exception>
    public static void RequireSameData(string path, SafetensorsFile file, ulong data)
    {
        if (file.Metadata.TryGetValue(DataKey, out string? saved) && saved != Text(data))
        {
            throw new InvalidFileException(path, "the images or labels of the data set are not those of the run so far; a run goes on with its own");
        }
    }

    /// <summary>What a user must know who goes on from a checkpoint with another program or on another machine; null if nothing.</summary>
    public static string? Difference(SafetensorsFile file, RunEnvironment environment)
    {
        (string? version, string? set) = (file.Metadata.GetValueOrDefault(VersionKey), file.Metadata.GetValueOrDefault(InstructionSetKey));
        return version == environment.Version && set == environment.InstructionSet
            ? null
            : $"the run so far is of version {InputFile.OneLine(version ?? "unknown")} on {InputFile.OneLine(set ?? "unknown")}, this is {environment.Version} on {environment.InstructionSet}: from here on its bits may differ from those of an uninterrupted run";
    }

    private static string Text(ulong data) => data.ToString("x16", CultureInfo.InvariantCulture);

    private static void RequireSameRecipe(string path, SafetensorsFile file, TrainingState state)
    {
        Dictionary<string, string> own = TrainedModel.Metadata(state.Recipe, state.Image);
        string image = file.Metadata.GetValueOrDefault(TrainedModel.ImageKey, "unknown");
        if (image != own[TrainedModel.ImageKey])
        {
            throw new InvalidFileException(path, $"the run is of images of {InputFile.OneLine(image)}, the data set's are {own[TrainedModel.ImageKey]}");
        }

        Recipe saved = RecipeJson.Read(file.Metadata.GetValueOrDefault(TrainedModel.RecipeKey, "{}"), $"{path}, recipe");
        if (RecipeDifference.OfResumed(state.Recipe, saved) is { } difference)
        {
            throw new InvalidFileException(path, $"the recipe is not that of the run so far: {difference}; a run goes on with its own recipe, and only its epochs may grow");
        }
    }
}
