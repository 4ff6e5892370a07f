using System.Text.Json.Serialization;
using Aae.Autograd.Modules;

namespace Aae.Models.Recipes;

/// <summary>A law of starting weights as a recipe writes it; "kind" tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NormalInitializerRecipe), "normal")]
[JsonDerivedType(typeof(HeInitializerRecipe), "he")]
[JsonDerivedType(typeof(GlorotInitializerRecipe), "glorot")]
public abstract record InitializerRecipe
{
    /// <summary>Makes the initializer.</summary>
    public abstract Initializer Create();
}

/// <summary>N(0, σ²).</summary>
public sealed record NormalInitializerRecipe : InitializerRecipe
{
    /// <summary>σ.</summary>
    public float Deviation { get; set; } = 0.01f;

    /// <inheritdoc/>
    public override Initializer Create() => Initializer.Normal(Deviation);
}

/// <summary>N(0, 2/in).</summary>
public sealed record HeInitializerRecipe : InitializerRecipe
{
    /// <inheritdoc/>
    public override Initializer Create() => Initializer.He;
}

/// <summary>N(0, 2/(in + out)).</summary>
public sealed record GlorotInitializerRecipe : InitializerRecipe
{
    /// <inheritdoc/>
    public override Initializer Create() => Initializer.Glorot;
}
