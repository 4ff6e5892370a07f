namespace Aae.Models.Recipes;

/// <summary>How a layer learns while the layers below it stand still.</summary>
public sealed record LayerPhaseRecipe
{
    /// <summary>For how many epochs; left out for the last layer, which learns until the run ends.</summary>
    public int? Epochs { get; set; }

    /// <summary>Steps of Gibbs sampling k of contrastive divergence, 1 if it is left out; in the variant dbn.</summary>
    public int? GibbsSteps { get; set; }

    /// <summary>The number of chains of Gibbs sampling that persist from step to step; left out, chains begin at the data; in the variant dbn.</summary>
    public int? Chains { get; set; }

    /// <summary>The weight λ of the contractive penalty; in the variant stacked-cae, which needs it.</summary>
    public float? Contraction { get; set; }

    /// <summary>How it descends. The steps of the learning rate go by the layer's own epochs.</summary>
    public required OptimizerRecipe Descent { get; init; }
}
