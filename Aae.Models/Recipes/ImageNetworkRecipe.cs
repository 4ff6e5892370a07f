using System.Text.Json.Serialization;
using Aae.Models.Networks;

namespace Aae.Models.Recipes;

/// <summary>A network that reads or makes images: it may have convolutions between these and its hidden layers.</summary>
public record ImageNetworkRecipe : NetworkRecipe
{
    /// <summary>The convolutions in the order in which the network has them, a decoder's behind its hidden layers; none where they are left out.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<ConvolutionRecipe>? Convolutions { get; set; }

    internal override int NormLayers => base.NormLayers + (Convolutions?.Count ?? 0);

    internal override Mlp CreateMlp() => base.CreateMlp() with { Convolutions = [.. (Convolutions ?? []).Select(layer => layer.Create())] };
}
