namespace Aae.Models.Recipes;

/// <summary>The chain of a generative stochastic network, and how long it walks in training.</summary>
public sealed record WalkbackRecipe
{
    /// <summary>The widths of the layers above z.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>Steps of a chain, after each of which the image is to come back.</summary>
    public int Steps { get; set; } = 4;

    /// <summary>The probability that a pixel is made black or white before each step.</summary>
    public float SaltAndPepper { get; set; } = 0.4f;

    /// <summary>The standard deviation of the noise on either side of the activation function of the layers above z.</summary>
    public float Deviation { get; set; } = 2;
}
