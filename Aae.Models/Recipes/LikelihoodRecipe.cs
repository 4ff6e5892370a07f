using System.Text.Json.Serialization;
using Aae.Models.Phases;

namespace Aae.Models.Recipes;

/// <summary>p(x|z) of a variational autoencoder as a recipe writes it; "kind" tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaussianLikelihoodRecipe), "gaussian")]
[JsonDerivedType(typeof(BernoulliLikelihoodRecipe), "bernoulli")]
public abstract record LikelihoodRecipe
{
    internal abstract Likelihood Create();
}

/// <summary>N(x̂, s²I).</summary>
public sealed record GaussianLikelihoodRecipe : LikelihoodRecipe
{
    /// <summary>The variance s² of each pixel.</summary>
    public float Variance { get; set; } = 1;

    internal override Likelihood Create() => new GaussianLikelihood(Variance);
}

/// <summary>Each pixel is 1 with probability x̂.</summary>
public sealed record BernoulliLikelihoodRecipe : LikelihoodRecipe
{
    internal override Likelihood Create() => new BernoulliLikelihood();
}
