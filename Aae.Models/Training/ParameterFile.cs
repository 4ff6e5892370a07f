using Aae.Autograd.Tapes;
using Aae.Core.Formats;
using Aae.Core.Tensors;

namespace Aae.Models.Training;

/// <summary>Parameters in a safetensors file, each under its name.</summary>
internal static class ParameterFile
{
    /// <summary>What stands before the names of an optimizer's tensors; parameters never begin so.</summary>
    public const string OptimizerPrefix = "optimizer/";

    /// <summary>The parameters' tensors by name.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Tensors(IEnumerable<Parameter> parameters) =>
        parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value));

    /// <summary>Gives parameters the values that a file has for them. Nothing is changed if anything does not fit.</summary>
    /// <param name="path">The file's path, for error messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="complete">Whether the file must have every parameter.</param>
    /// <exception cref="InvalidFileException">A name is unknown or missing, or a shape differs.</exception>
    public static void Apply(string path, SafetensorsFile file, IReadOnlyList<Parameter> parameters, bool complete)
    {
        var names = parameters.ToDictionary(parameter => parameter.Name);
        List<(Parameter Parameter, Tensor Values)> found = [];
        foreach ((string name, Tensor tensor) in file.Tensors)
        {
            if (name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (!names.TryGetValue(name, out Parameter? parameter))
            {
                throw new InvalidFileException(path, $"the model has no parameter {InputFile.Quote(name)}; it has {InputFile.OneLine(string.Join(", ", names.Keys))}");
            }

            if (tensor.Shape != parameter.Shape)
            {
                throw new InvalidFileException(path, $"{InputFile.Quote(name)} has the shape {tensor.Shape}, the model's {parameter.Shape}");
            }

            found.Add((parameter, tensor));
        }

        if (complete && found.Count < parameters.Count)
        {
            string missing = parameters.Select(parameter => parameter.Name).Except(file.Tensors.Keys).First();
            throw new InvalidFileException(path, $"the parameter '{missing}' is missing");
        }

        foreach ((Parameter parameter, Tensor values) in found)
        {
            parameter.Value.CopyFrom(values);
        }
    }
}
