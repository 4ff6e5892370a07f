using Aae.Models.Networks;
using Aae.Models.Variants;

namespace Aae.Models.Recipes;

// Keys that have a default are settable, not init-only: the generated serializer would lose the defaults of init-only ones.

/// <summary>
/// An experiment, complete: data, variant, networks, prior, the phases' optimizers and schedules, epochs and seed. Written as
/// JSON; the same recipe and seed give the same run.
/// </summary>
public sealed record Recipe
{
    /// <summary>The recipe's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a sentence.</summary>
    public string About { get; set; } = "";

    /// <summary>The composition that it trains: one of <see cref="RecipeRules.Variants"/>.</summary>
    public string Variant { get; set; } = "basic";

    /// <summary>The data.</summary>
    public required DataRecipe Data { get; init; }

    /// <summary>The parts of the code and their priors.</summary>
    public required CodeRecipe Code { get; init; }

    /// <summary>q(z|x).</summary>
    public required NetworkRecipe Encoder { get; init; }

    /// <summary>p(x|z).</summary>
    public required NetworkRecipe Decoder { get; init; }

    /// <summary>D(z).</summary>
    public required NetworkRecipe Discriminator { get; init; }

    /// <summary>The activation function of the decoder's output.</summary>
    public string Output { get; set; } = "sigmoid";

    /// <summary>How each phase descends its loss.</summary>
    public required PhaseRecipes Phases { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of all that is random.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Puts together the model that the recipe describes, its parameters at their starting values.</summary>
    /// <param name="image">The size of the images.</param>
    public AdversarialAutoencoder Create(ImageShape image)
    {
        AdversarialAutoencoder model = CreateBlank(image);
        model.Initialize(Seed);
        return model;
    }

    /// <summary>The model without values of its parameters, whose memory is not made yet.</summary>
    internal AdversarialAutoencoder CreateBlank(ImageShape image) => Basic.Create(this, image);
}

/// <summary>The data of a recipe.</summary>
public sealed record DataRecipe
{
    /// <summary>The data set's name, as <c>aae data list</c> shows it.</summary>
    public required string Name { get; init; }

    /// <summary>Images in a minibatch.</summary>
    public int Batch { get; set; } = 100;

    /// <summary>Whether each epoch has an order of its own; otherwise images come as the file has them.</summary>
    public bool Shuffle { get; set; } = true;
}

/// <summary>The parts of a code.</summary>
public sealed record CodeRecipe
{
    /// <summary>The linear part.</summary>
    public required PartRecipe Z { get; init; }
}

/// <summary>One part of a code.</summary>
public sealed record PartRecipe
{
    /// <summary>Its number of dimensions.</summary>
    public required int Size { get; init; }

    /// <summary>What it is pulled onto.</summary>
    public required PriorRecipe Prior { get; init; }
}

/// <summary>A network of dense layers.</summary>
public sealed record NetworkRecipe
{
    /// <summary>The widths of the hidden layers.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>The activation function of the hidden layers.</summary>
    public string Activation { get; set; } = "relu";

    /// <summary>The law of the starting weights.</summary>
    public InitializerRecipe Initializer { get; set; } = new NormalInitializerRecipe { Deviation = 0.01f };

    /// <summary>The standard deviation of Gaussian noise on the input, while training.</summary>
    public float InputNoise { get; set; }

    /// <summary>The probability that an input is dropped, while training.</summary>
    public float InputDropout { get; set; }

    /// <summary>The probability that a hidden unit is dropped, while training.</summary>
    public float HiddenDropout { get; set; }

    /// <summary>The layers that it describes.</summary>
    internal Mlp CreateMlp() => new(Hidden, RecipeRules.ActivationOf(Activation), Initializer.Create(), InputNoise, InputDropout, HiddenDropout);
}

/// <summary>How each phase descends its loss.</summary>
public sealed record PhaseRecipes
{
    /// <summary>The encoder and the decoder, on the reconstruction error.</summary>
    public required OptimizerRecipe Reconstruction { get; init; }

    /// <summary>The discriminator.</summary>
    public required OptimizerRecipe Discriminator { get; init; }

    /// <summary>The encoder, as the generator.</summary>
    public required OptimizerRecipe Generator { get; init; }
}
