namespace Aae.Models.Recipes;

/// <summary>How the generator of the variant gmmn is held against the codes.</summary>
public sealed record MomentsRecipe
{
    /// <summary>The epochs in which the autoencoder learns; from then on it rests and the generator learns.</summary>
    public required int After { get; init; }

    /// <summary>σ of each Gaussian kernel, in the unit of the codes, which lie in [0, 1].</summary>
    public required IReadOnlyList<float> Deviations { get; init; }
}
