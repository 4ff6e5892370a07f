using Aae.Models.Priors;

namespace Aae.Models.Recipes;

/// <summary>A mixture of Gaussians, a component to each class: those that the recipe lists, or without a list the paper's petals in the plane.</summary>
public sealed record MixturePriorRecipe : PriorRecipe
{
    /// <summary>The components; the petals where they are left out.</summary>
    public IReadOnlyList<MixtureComponentRecipe>? Components { get; set; }

    /// <summary>The number of petals; 10 if it is left out.</summary>
    public int? Classes { get; set; }

    /// <summary>The distance of the petals' middles from the centre; 1.4 if it is left out.</summary>
    public float? Radius { get; set; }

    /// <summary>The standard deviations of a petal, towards the centre and across; 0.5 and 0.1 if they are left out.</summary>
    public IReadOnlyList<float>? Deviations { get; set; }

    /// <inheritdoc/>
    public override Prior Create(int size)
    {
        IReadOnlyList<float> deviations = Deviations ?? [0.5f, 0.1f];
        return Components is { } components
            ? new GaussianMixturePrior([.. components.Select(component => component.Create())])
            : GaussianMixturePrior.Petals(Classes ?? 10, Radius ?? 1.4f, deviations[0], deviations[1]);
    }
}

/// <summary>One Gaussian of a mixture.</summary>
public sealed record MixtureComponentRecipe
{
    /// <summary>Its share of the mixture; shares need not sum to 1.</summary>
    public float Weight { get; set; } = 1;

    /// <summary>Its mean, a number for each dimension.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Its standard deviation along each axis.</summary>
    public required IReadOnlyList<float> Deviations { get; init; }

    /// <summary>The angle in degrees by which its axes are turned, in two dimensions.</summary>
    public float Angle { get; set; }

    /// <summary>Makes the component.</summary>
    internal GaussianComponent Create() => GaussianComponent.WithDeviations(Weight, [.. Mean], [.. Deviations], Angle * (Math.PI / 180));
}
