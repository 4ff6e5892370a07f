using Aae.Models.Priors;

namespace Aae.Models.Recipes;

/// <summary>What a network makes of noise, in the variant gmmn, which learns one.</summary>
public sealed record GeneratorPriorRecipe : PriorRecipe
{
    /// <summary>The number of dimensions of the noise, which is uniform on [−1, 1].</summary>
    public required int Noise { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: the variant makes it of the generator's network.</exception>
    public override Prior Create(int size) => throw new InvalidOperationException("a generator is made of its network");
}
