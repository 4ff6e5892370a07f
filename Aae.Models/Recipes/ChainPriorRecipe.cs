using Aae.Models.Priors;

namespace Aae.Models.Recipes;

/// <summary>A Markov chain through the model's own networks, in the variants that learn one.</summary>
public sealed record ChainPriorRecipe : PriorRecipe
{
    /// <summary>Chains that walk side by side.</summary>
    public int Chains { get; set; } = 100;

    /// <summary>Steps of each chain before its first sample.</summary>
    public int BurnIn { get; set; } = 200;

    /// <summary>Steps from one sample of a chain to its next.</summary>
    public int Thinning { get; set; } = 10;

    /// <summary>The standard deviation of the noise with which it walks; in the variant stacked-cae.</summary>
    public float? Deviation { get; set; }

    internal ChainSchedule CreateSchedule() => new(Chains, BurnIn, Thinning);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: the variant makes it of the networks through which it walks.</exception>
    public override Prior Create(int size) => throw new InvalidOperationException("a chain is made of the networks through which it walks");
}
