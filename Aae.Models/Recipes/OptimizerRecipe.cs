using System.Text.Json.Serialization;
using Aae.Autograd.Optimizers;
using Aae.Autograd.Schedules;
using Aae.Models.Phases;

namespace Aae.Models.Recipes;

/// <summary>An optimizer and its schedule as a recipe writes them; "kind" tells which optimizer.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SgdRecipe), "sgd")]
[JsonDerivedType(typeof(AdamRecipe), "adam")]
public abstract record OptimizerRecipe
{
    /// <summary>The learning rate from the first epoch on.</summary>
    public required float Rate { get; init; }

    /// <summary>Epochs after which another rate applies.</summary>
    public IReadOnlyList<RateStep> Steps { get; set; } = [];

    /// <summary>The bound on the norm of all gradients together; none where it is left out.</summary>
    public float? ClipNorm { get; set; }

    /// <summary>What a phase needs to descend its loss.</summary>
    public abstract Descent Create();

    /// <summary>The learning rate by epoch.</summary>
    private protected StepSchedule Schedule() => new(Rate, [.. Steps.Select(step => (step.After, step.Rate))]);
}

/// <summary>A change of the learning rate.</summary>
public sealed record RateStep
{
    /// <summary>The number of epochs after which the rate applies.</summary>
    public required int After { get; init; }

    /// <summary>The learning rate from then on.</summary>
    public required float Rate { get; init; }
}

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdRecipe : OptimizerRecipe
{
    /// <summary>The momentum.</summary>
    public float Momentum { get; set; }

    /// <summary>How the momentum changes over the first epochs; constant if it is left out.</summary>
    public MomentumRampRecipe? MomentumRamp { get; set; }

    /// <summary>The weight decay, as a part of the gradient (L2).</summary>
    public float WeightDecay { get; set; }

    /// <inheritdoc/>
    public override Descent Create() => new(parameters => new Sgd(parameters, Momentum, WeightDecay, MomentumRamp?.Create()), Schedule(), ClipNorm);
}

/// <summary>A momentum that changes evenly over the first epochs.</summary>
public sealed record MomentumRampRecipe
{
    /// <summary>The momentum at the end.</summary>
    public required float To { get; init; }

    /// <summary>The number of epochs that it takes.</summary>
    public required int Epochs { get; init; }

    internal LinearRamp Create() => new(To, Epochs);
}

/// <summary>Adam.</summary>
public sealed record AdamRecipe : OptimizerRecipe
{
    /// <summary>The decay of the gradient's mean.</summary>
    public float Beta1 { get; set; } = 0.9f;

    /// <summary>The decay of its square's mean.</summary>
    public float Beta2 { get; set; } = 0.999f;

    /// <summary>What keeps the division finite.</summary>
    public float Epsilon { get; set; } = 1e-8f;

    /// <summary>The weight decay, apart from the gradient (AdamW).</summary>
    public float WeightDecay { get; set; }

    /// <inheritdoc/>
    public override Descent Create() => new(parameters => new Adam(parameters, Beta1, Beta2, Epsilon, WeightDecay), Schedule(), ClipNorm);
}
