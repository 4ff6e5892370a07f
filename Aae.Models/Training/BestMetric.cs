using System.Text.Json.Serialization.Metadata;
using Aae.Core;

namespace Aae.Models.Training;

/// <summary>A number of the metrics by which epochs are compared, and the direction in which it is good.</summary>
internal sealed class BestMetric
{
    private const string LossPrefix = "loss.";
    private const string Reconstruction = "validationReconstruction";

    private readonly JsonPropertyInfo? _property;
    private readonly string _phase = "";

    /// <summary>Finds a number of the metrics.</summary>
    /// <param name="name">Its name as metrics.jsonl has it, a phase's loss as "loss.reconstruction".</param>
    /// <param name="phases">The names of the phases.</param>
    /// <param name="measures">The numbers that the run measures: those of <see cref="EpochMetrics.Choosing"/>, or some of them.</param>
    /// <param name="refusal">How the message begins that refuses a number, as "the best model cannot be chosen".</param>
    /// <exception cref="AaeException">The run measures no such number.</exception>
    public BestMetric(string name, IEnumerable<string> phases, IReadOnlyList<JsonPropertyInfo> measures, string refusal = "the best model cannot be chosen")
    {
        string[] losses = [.. phases.Select(phase => LossPrefix + phase)];
        Name = name;
        _property = measures.FirstOrDefault(property => property.Name == name);
        if (_property is null)
        {
            _phase = losses.Contains(name)
                ? name[LossPrefix.Length..]
                : throw new AaeException($"{refusal} by '{name}'; allowed is {string.Join(", ", measures.Select(property => property.Name).Concat(losses))}");
        }
    }

    /// <summary>
    /// The reconstruction error on the validation images; of a model without an encoder the distance of its samples from them, and of one
    /// whose prior goes on learning while the autoencoder rests that of its prior from the codes.
    /// </summary>
    /// <param name="reconstructs">Whether there is an error of reconstruction that changes to the end.</param>
    public static string Default(bool reconstructs) => reconstructs ? Reconstruction : "validationSlicedWasserstein";

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What an epoch measured; NaN for the loss of a phase that did not run.</summary>
    public double Of(EpochMetrics metrics) => _property is null ? metrics.Loss.GetValueOrDefault(_phase, double.NaN) : (double)_property.Get!(metrics)!;

    /// <summary>Whether a number is better than the best so far. Losses, errors and distances are good when they are small, a share when it is great.</summary>
    /// <param name="value">The number.</param>
    /// <param name="best">The best so far; NaN for none.</param>
    public bool IsBetter(double value, double best) =>
        !double.IsNaN(value) && (double.IsNaN(best) || (Name.EndsWith("Share", StringComparison.Ordinal) ? value > best : value < best));
}
