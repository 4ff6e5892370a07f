using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Models.Training;

/// <summary>A model's tensors, its parameters and buffers, in a safetensors file, each under its name.</summary>
internal static class ParameterFile
{
    /// <summary>What stands before the names of an optimizer's tensors; a model's never begin so.</summary>
    public const string OptimizerPrefix = "optimizer/";

    /// <summary>What stands before the name of a weight's average over the run.</summary>
    public const string AveragePrefix = "average/";

    /// <summary>Gives tensors the values that a file has for them. Nothing is changed if anything does not fit.</summary>
    /// <param name="path">The file's path, for error messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="tensors">The model's tensors by name.</param>
    /// <param name="complete">Whether the file must have every one.</param>
    /// <param name="averages">Whether the average of a weight is wanted in its place, if the file has it.</param>
    /// <exception cref="InvalidFileException">A name is unknown or missing, or a shape differs.</exception>
    public static void Apply(string path, SafetensorsFile file, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, bool complete, bool averages = false)
    {
        Dictionary<string, Tensor> own = new(tensors);
        Dictionary<string, Tensor> found = [];
        foreach ((string stored, Tensor values) in file.Tensors)
        {
            bool isAverage = stored.StartsWith(AveragePrefix, StringComparison.Ordinal);
            if (stored.StartsWith(OptimizerPrefix, StringComparison.Ordinal) || (isAverage && !averages))
            {
                continue;
            }

            string name = isAverage ? stored[AveragePrefix.Length..] : stored;
            if (!own.TryGetValue(name, out Tensor? tensor))
            {
                throw new InvalidFileException(path, $"the model has no parameter '{name}'; it has {string.Join(", ", own.Keys)}");
            }

            if (values.Shape != tensor.Shape)
            {
                throw new InvalidFileException(path, $"'{name}' has the shape {values.Shape}, the model's {tensor.Shape}");
            }

            if (isAverage || !found.ContainsKey(name))
            {
                found[name] = values;
            }
        }

        if (complete && found.Count < own.Count)
        {
            throw new InvalidFileException(path, $"the parameter '{own.Keys.Except(found.Keys).First()}' is missing");
        }

        foreach ((string name, Tensor values) in found)
        {
            own[name].CopyFrom(values);
        }
    }
}
