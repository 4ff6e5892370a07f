using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Models.Networks;
using Aae.Models.Phases;
using Aae.Models.Priors;
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

    /// <summary>q(z|x); in all variants but those that only make images.</summary>
    public EncoderRecipe? Encoder { get; set; }

    /// <summary>p(x|z); left out in variants whose decoder has the weights of the encoder.</summary>
    public ImageNetworkRecipe? Decoder { get; set; }

    /// <summary>D(z), or D(x) in the variant gan; in all variants and matches that have an adversary.</summary>
    public ImageNetworkRecipe? Discriminator { get; set; }

    /// <summary>What makes codes of noise, in the variant gmmn.</summary>
    public NetworkRecipe? Generator { get; set; }

    /// <summary>D(y), where a code has a part y; like that of z if it is left out.</summary>
    public NetworkRecipe? DiscriminatorY { get; set; }

    /// <summary>The activation function of the decoder's output.</summary>
    public string Output { get; set; } = "sigmoid";

    /// <summary>p(x|z) in the variant vae.</summary>
    public LikelihoodRecipe? Likelihood { get; set; }

    /// <summary>
    /// How the match with the prior stands in one objective with the reconstruction; left out, the two have phases of their own.
    /// </summary>
    public MatchRecipe? Match { get; set; }

    /// <summary>
    /// How far images are deformed at random that are to keep their y; left out, nothing is asked of such images.
    /// </summary>
    public WarpRecipe? Consistency { get; set; }

    /// <summary>The chain that the variant gsn learns.</summary>
    public WalkbackRecipe? Walkback { get; set; }

    /// <summary>When and by which kernels the generator of the variant gmmn learns the law of the codes.</summary>
    public MomentsRecipe? Moments { get; set; }

    /// <summary>How each phase descends its loss.</summary>
    public required PhaseRecipes Phases { get; init; }

    /// <summary>How weights are averaged over the run for all that is done with the model; left out, the last weights are taken.</summary>
    public AverageRecipe? Average { get; set; }

    /// <summary>When the run ends before its last epoch; left out, it does not.</summary>
    public StopRecipe? Stop { get; set; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of all that is random.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Puts together the model that the recipe describes, its parameters at their starting values.</summary>
    /// <param name="image">The size of the images.</param>
    /// <exception cref="AaeException">The images are too small to be deformed as the recipe asks for, or a prior's file cannot be read or does not fit.</exception>
    public AdversarialAutoencoder Create(ImageShape image)
    {
        Code.Z.Prior.RequireSamples(Code.Z.Size, ofClasses: false);
        Code.Y?.Prior.RequireSamples(Code.Y.Classes, ofClasses: true);
        AdversarialAutoencoder model = CreateBlank(image);
        model.Initialize(Seed);
        return model;
    }

    /// <summary>The model without values of its parameters, whose memory is made when they are first used.</summary>
    /// <exception cref="AaeException">The images are too small to be deformed as the recipe asks for.</exception>
    internal AdversarialAutoencoder CreateBlank(ImageShape image)
    {
        if (Math.Min(image.Height, image.Width) < 2 && (Encoder?.InputWarp ?? Consistency) is not null)
        {
            (string key, string without) = Encoder?.InputWarp is null ? ("consistency", "consistency=null phases.consistency=null") : ("encoder.inputWarp", "encoder.inputWarp=null");
            throw new AaeException($"{Name}: {key}: images of {image.Height} × {image.Width} cannot be deformed ({without} takes it out)");
        }

        AdversarialAutoencoder model = RecipeRules.VariantOf(Variant)(this, image);
        return Consistency is null ? model : model.KeepConsistent(model.Parts.First(part => part.IsCategorical), Consistency.Create(), Phases.Consistency!.Create());
    }

    /// <summary>The linear part of the code.</summary>
    internal Part CreateZ() => Code.Z.Posterior.Create("z", Code.Z.Size);

    /// <summary>The encoder into the parts of a code.</summary>
    internal Networks.Encoder CreateEncoder(ImageShape image, params Part[] parts) =>
        new(image, Encoder!.CreateMlp(), parts);

    /// <summary>The decoder of the same parts in the same order.</summary>
    internal Networks.Decoder CreateDecoder(ImageShape image, params Part[] parts) =>
        new(parts, Decoder!.CreateMlp(), image, RecipeRules.ActivationOf(Output), Code.Heads?.Create(Code.Y!.Classes, Code.Z.Size));

    /// <summary>The layers of encoder and decoder where they share their weights: the encoder's hidden ones, and z.</summary>
    internal MirroredLayers CreateLayers(ImageShape image) =>
        new(image, [.. Encoder!.Hidden, Code.Z.Size], RecipeRules.ActivationOf(Encoder.Activation), Encoder.Initializer.Create());

    /// <summary>The layers of a generative stochastic network.</summary>
    internal StochasticLayers CreateStochasticLayers(MirroredLayers first) => new(
        first, Walkback!.Hidden, RecipeRules.ActivationOf(Encoder!.Activation), Encoder.Initializer.Create(), Walkback.SaltAndPepper, Walkback.Deviation);

    /// <summary>The prior of z where it is a chain.</summary>
    internal ChainPriorRecipe Chain => (ChainPriorRecipe)Code.Z.Prior;

    /// <summary>The prior of z where it is what a generator makes of noise: codes in [0, 1].</summary>
    internal GeneratorPrior CreateGenerator(int size)
    {
        int noise = ((GeneratorPriorRecipe)Code.Z.Prior).Noise;
        return new(noise, Generator!.CreateMlp().Network("generator", noise, size, Kernels.Elementwise.Activation.Sigmoid), size);
    }

    /// <summary>What pulls z onto its prior.</summary>
    internal Adversary CreateAdversaryOfZ(Part z) => new(z, Code.Z.Prior.Create(z.Size), new Networks.Discriminator(z, Discriminator!.CreateMlp())) { Ramp = Code.Z.Ramp ?? 0 };

    /// <summary>What pulls z onto the component of its label.</summary>
    internal Adversary CreateConditionalAdversaryOfZ(Part z)
    {
        Prior prior = Code.Z.Prior.Create(z.Size);
        var labels = new LabelCode(((ConditionalPrior)prior).Classes, HasUnknown: true);
        return new(z, prior, new Networks.Discriminator(z, Discriminator!.CreateMlp(), labels)) { Ramp = Code.Z.Ramp ?? 0 };
    }

    /// <summary>What pulls y onto its prior.</summary>
    internal Adversary CreateAdversaryOfY(Part y) =>
        new(y, Code.Y!.Prior.CreateOfClasses(y.Size), new Networks.Discriminator(y, (DiscriminatorY ?? Discriminator!).CreateMlp())) { Ramp = Code.Y.Ramp ?? 0 };
}

/// <summary>The data of a recipe.</summary>
public sealed record DataRecipe
{
    /// <summary>
    /// The data set's name, as <c>aae data list</c> shows it, or the path of data of one's own: an .npy array, a .csv table, a folder of
    /// IDX files. A relative path is looked up from the current folder, then from the recipe file's, and kept whole in the run.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Images in a minibatch.</summary>
    public int Batch { get; set; } = 100;

    /// <summary>
    /// The most images that are computed at once: a minibatch of more is computed in pieces, whose gradients are averaged before
    /// anything moves. It takes less memory; the whole minibatch at once where it is left out.
    /// </summary>
    public int? Piece { get; set; }

    /// <summary>Whether each epoch has an order of its own; otherwise images come as the file has them.</summary>
    public bool Shuffle { get; set; } = true;

    /// <summary>
    /// The most pixels by which a training image, labelled or not, is shifted at random in x and in y, another time each time that it
    /// is seen; not at all if it is left out.
    /// </summary>
    public int? Shift { get; set; }

    /// <summary>
    /// The number of training images whose labels the training sees, drawn at random, as many of each class as of another; all if
    /// it is left out.
    /// </summary>
    public int? Labels { get; set; }

    /// <summary>Images in a labelled minibatch; as many as in an unlabelled one if it is left out.</summary>
    public int? LabelledBatch { get; set; }
}

/// <summary>The parts of a code.</summary>
public sealed record CodeRecipe
{
    /// <summary>The linear part.</summary>
    public required PartRecipe Z { get; init; }

    /// <summary>The categorical part; not in every variant.</summary>
    public CategoricalPartRecipe? Y { get; set; }

    /// <summary>The cluster heads W_C, where the decoder reads y·W_C + z; in the variant dimensionality-reduction.</summary>
    public HeadsRecipe? Heads { get; set; }
}

/// <summary>One part of a code.</summary>
public sealed record PartRecipe
{
    /// <summary>Its number of dimensions.</summary>
    public required int Size { get; init; }

    /// <summary>What it is pulled onto.</summary>
    public required PriorRecipe Prior { get; init; }

    /// <summary>The epochs over which its discriminator's pull on the encoder grows from 0 to 1; whole from the first if it is left out.</summary>
    public int? Ramp { get; set; }

    /// <summary>How the encoder makes it.</summary>
    public PosteriorRecipe Posterior { get; set; } = new DeterministicPosteriorRecipe();
}

/// <summary>The categorical part of a code.</summary>
public sealed record CategoricalPartRecipe
{
    /// <summary>Its number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>What it is pulled onto.</summary>
    public PriorRecipe Prior { get; set; } = new CategoricalPriorRecipe();

    /// <summary>The epochs over which its discriminator's pull on the encoder grows from 0 to 1; whole from the first if it is left out.</summary>
    public int? Ramp { get; set; }
}

/// <summary>A network of dense layers.</summary>
public record NetworkRecipe
{
    /// <summary>The widths of the hidden layers.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>The activation function of the hidden layers and the convolutions, or "maxout".</summary>
    public string Activation { get; set; } = "relu";

    /// <summary>With maxout, the linear pieces of which a hidden unit is the largest.</summary>
    public int? Pieces { get; set; }

    /// <summary>The law of the starting weights.</summary>
    public InitializerRecipe Initializer { get; set; } = new NormalInitializerRecipe { Deviation = 0.01f };

    /// <summary>The standard deviation of Gaussian noise on the input, while training.</summary>
    public float InputNoise { get; set; }

    /// <summary>The probability that an input is dropped, while training.</summary>
    public float InputDropout { get; set; }

    /// <summary>The probability that a hidden unit is dropped, while training.</summary>
    public float HiddenDropout { get; set; }

    /// <summary>Where batch norm precedes the activation function of a layer, and in the encoder follows the heads.</summary>
    public BatchNormRecipe BatchNorm { get; set; } = new();

    /// <summary>The number of layers that can have batch norm.</summary>
    internal virtual int NormLayers => Hidden.Count;

    /// <summary>The layers that it describes.</summary>
    internal virtual Mlp CreateMlp() => new(
        Hidden,
        Pieces is null ? RecipeRules.ActivationOf(Activation) : Kernels.Elementwise.Activation.Identity,
        Initializer.Create(),
        InputNoise,
        InputDropout,
        HiddenDropout,
        [.. Enumerable.Range(0, NormLayers).Select(BatchNorm.Of)],
        Pieces: Pieces ?? 1);
}

/// <summary>The encoder's network.</summary>
public sealed record EncoderRecipe : ImageNetworkRecipe
{
    /// <summary>Noise that stands beside the input of the first hidden layer; none where it is left out.</summary>
    [JsonPropertyOrder(1)]
    public NoiseInputsRecipe? NoiseInputs { get; set; }

    /// <summary>
    /// How far images are deformed at random before the encoder sees them, while training; not at all where it is left out. What the
    /// decoder is to give back stays the image itself, so that codes must not depend on what such a deformation changes.
    /// </summary>
    [JsonPropertyOrder(1)]
    public WarpRecipe? InputWarp { get; set; }

    internal override int NormLayers => base.NormLayers + 1;

    internal override Mlp CreateMlp() => base.CreateMlp() with
    {
        NoiseInputs = NoiseInputs?.Create(),
        InputWarp = InputWarp?.Create(),
    };
}

/// <summary>How each phase descends its loss.</summary>
public sealed record PhaseRecipes
{
    /// <summary>The encoder and the decoder, on the reconstruction error.</summary>
    public OptimizerRecipe? Reconstruction { get; set; }

    /// <summary>The discriminator, or each of them.</summary>
    public OptimizerRecipe? Discriminator { get; set; }

    /// <summary>The encoder, as the generator; in the variant gan the decoder, in gmmn the generator of codes.</summary>
    public OptimizerRecipe? Generator { get; set; }

    /// <summary>The encoder and the decoder, on reconstruction error and match together; where there is a match.</summary>
    public OptimizerRecipe? Joint { get; set; }

    /// <summary>The encoder and the decoder, on the negative evidence lower bound; in the variant vae.</summary>
    public OptimizerRecipe? Evidence { get; set; }

    /// <summary>The encoder, on the cross-entropy of labelled images; in the variants with labels of their own stream.</summary>
    public OptimizerRecipe? Classification { get; set; }

    /// <summary>The encoder, on the cross-entropy of y of deformed images against their y before; where there is a consistency.</summary>
    public OptimizerRecipe? Consistency { get; set; }

    /// <summary>The cluster heads, on the cost that keeps them apart; where they are learned.</summary>
    public OptimizerRecipe? Heads { get; set; }

    /// <summary>The layers one after the other, from the image up; in the variants that are trained layer by layer.</summary>
    public IReadOnlyList<LayerPhaseRecipe>? Layers { get; set; }

    /// <summary>All layers, on the way back from every step of a chain; in the variant gsn.</summary>
    public OptimizerRecipe? Walkback { get; set; }

    /// <summary>The epochs of a layer: they begin when those of the layer below end, and of the last one they go on to the run's end.</summary>
    internal EpochRange EpochsOf(int layer) => new(Layers!.Take(layer).Sum(below => below.Epochs ?? 0), Layers![layer].Epochs ?? EpochRange.All.Count);
}

/// <summary>An average of weights over the steps of a run, a ← d·a + (1 − d)·w, d = min(decay, t/(t + 9)) after step t.</summary>
public sealed record AverageRecipe
{
    /// <summary>The largest d, 0 or more and below 1.</summary>
    public required double Decay { get; init; }
}

/// <summary>When a run ends before its last epoch: after some epochs in a row none of which was better than the best so far.</summary>
public sealed record StopRecipe
{
    /// <summary>What is looked at: a number of metrics.jsonl on the validation images, as "validationError".</summary>
    public required string Metric { get; init; }

    /// <summary>The number of epochs, 1 or more.</summary>
    public required int Patience { get; init; }
}
