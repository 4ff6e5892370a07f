using System.Text.Json.Serialization;
using Aae.Autograd.Modules;
using Aae.Models.Networks;

namespace Aae.Models.Recipes;

/// <summary>The cluster heads W_C of a code y·W_C + z as a recipe writes them; "kind" tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LearnedHeadsRecipe), "learned")]
[JsonDerivedType(typeof(FixedHeadsRecipe), "fixed")]
public abstract record HeadsRecipe
{
    /// <summary>Makes the heads.</summary>
    /// <param name="classes">The number of heads.</param>
    /// <param name="size">The number of dimensions of each.</param>
    internal abstract ClusterHeads Create(int classes, int size);

    private protected const string Name = "decoder.heads";
}

/// <summary>Heads that training moves and keeps apart.</summary>
public sealed record LearnedHeadsRecipe : HeadsRecipe
{
    /// <summary>The distance η below which two heads repel each other.</summary>
    public float Separation { get; set; } = 8;

    /// <summary>The deviation of the Gaussian that the heads start from.</summary>
    public float Deviation { get; set; } = 1;

    /// <inheritdoc/>
    internal override ClusterHeads Create(int classes, int size) => new(Name, classes, size, Initializer.Normal(Deviation), learned: true);
}

/// <summary>W_C = s·I: as many classes as dimensions.</summary>
public sealed record FixedHeadsRecipe : HeadsRecipe
{
    /// <summary>s.</summary>
    public float Scale { get; set; } = 10;

    /// <inheritdoc/>
    internal override ClusterHeads Create(int classes, int size) => new(Name, classes, size, Initializer.Diagonal(Scale), learned: false);
}
