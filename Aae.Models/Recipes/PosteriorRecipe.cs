using System.Text.Json.Serialization;
using Aae.Models.Networks;
using Aae.Models.Posteriors;

namespace Aae.Models.Recipes;

/// <summary>q(z|x) of the linear part of a code as a recipe writes it; "kind" tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DeterministicPosteriorRecipe), "deterministic")]
[JsonDerivedType(typeof(GaussianPosteriorRecipe), "gaussian")]
public abstract record PosteriorRecipe
{
    /// <summary>The part of the code.</summary>
    /// <param name="name">Its symbol.</param>
    /// <param name="size">Its number of dimensions.</param>
    internal abstract Part Create(string name, int size);
}

/// <summary>z = f(x).</summary>
public sealed record DeterministicPosteriorRecipe : PosteriorRecipe
{
    internal override Part Create(string name, int size) => Part.Linear(name, size);
}

/// <summary>z ~ N(μ(x), diag σ²(x)).</summary>
public sealed record GaussianPosteriorRecipe : PosteriorRecipe
{
    /// <summary>s of log σ² = log s² + c·tanh(a/c), a the head's output: about where σ starts.</summary>
    public float Deviation { get; set; } = 1;

    /// <summary>c: σ stays between s·e^−½c and s·e^½c.</summary>
    public float Bound { get; set; } = 10;

    internal override Part Create(string name, int size) => Part.Gaussian(name, size, new DeviationRange(Deviation, Bound));
}
