using System.Text.Json.Serialization;

namespace Aae.Models.Recipes;

/// <summary>
/// How codes are matched with the prior within the objective of the reconstruction, as a recipe writes it; "kind" tells which.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(JointMatchRecipe), "joint")]
[JsonDerivedType(typeof(DiscrepancyMatchRecipe), "mmd")]
public abstract record MatchRecipe
{
    /// <summary>The weight λ of the match beside ½‖x − x̂‖².</summary>
    public required float Lambda { get; init; }
}

/// <summary>By an adversary: λ·(−mean log D(z)), WAE-GAN.</summary>
public sealed record JointMatchRecipe : MatchRecipe;

/// <summary>By the maximum mean discrepancy to samples of the prior, without an adversary: WAE-MMD.</summary>
public sealed record DiscrepancyMatchRecipe : MatchRecipe;
