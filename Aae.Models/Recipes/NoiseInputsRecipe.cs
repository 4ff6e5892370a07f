using Aae.Autograd.Ops;
using Aae.Models.Posteriors;

namespace Aae.Models.Recipes;

/// <summary>Noise beside the input of the encoder's first hidden layer: the universal approximator posterior (paper §2).</summary>
public sealed record NoiseInputsRecipe
{
    /// <summary>The number of dimensions of the noise.</summary>
    public required int Size { get; init; }

    /// <summary>The law of each: "gaussian", N(0, 1), or "uniform", on [−1, 1).</summary>
    public string Law { get; set; } = "gaussian";

    /// <summary>The laws that a recipe can name.</summary>
    public static IReadOnlyCollection<string> Laws { get; } = ["gaussian", "uniform"];

    internal NoiseInputs Create() => new("encoder.noiseInputs", Size, Law == "uniform" ? NoiseLaw.Uniform : NoiseLaw.Gaussian);
}
