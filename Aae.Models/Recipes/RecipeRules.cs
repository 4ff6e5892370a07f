using Aae.Core;
using Aae.Core.Formats;
using Aae.Kernels.Elementwise;
using Aae.Models.Baselines;
using Aae.Models.Networks;
using Aae.Models.Training;
using Aae.Models.Variants;

namespace Aae.Models.Recipes;

/// <summary>What the values of a recipe may be. The first one out of range is reported with its key, its value and the range.</summary>
public static class RecipeRules
{
    /// <summary>What a network's hidden layers can have in place of an activation function of single numbers.</summary>
    private const string Maxout = "maxout";

    private static readonly Dictionary<string, Activation> ActivationNames = new()
    {
        ["identity"] = Activation.Identity,
        ["relu"] = Activation.Relu,
        ["leaky-relu"] = Activation.LeakyRelu(0.2f),
        ["sigmoid"] = Activation.Sigmoid,
        ["tanh"] = Activation.Tanh,
    };

    private static readonly Dictionary<string, Func<Recipe, ImageShape, AdversarialAutoencoder>> VariantNames = new()
    {
        ["basic"] = Basic.Create,
        ["semi-supervised"] = SemiSupervised.Create,
        ["clustering"] = Clustering.Create,
        ["label-regularized"] = LabelRegularized.Create,
        ["supervised"] = Supervised.Create,
        ["dimensionality-reduction"] = DimensionalityReduction.Create,
        [VariantRules.Variational] = Variational.Create,
        [VariantRules.Gan] = GenerativeAdversarial.Create,
        [MomentRules.Variant] = GenerativeMomentMatching.Create,
        [LayerRules.Belief] = DeepBelief.Create,
        [LayerRules.Contractive] = StackedContractive.Create,
        [LayerRules.Stochastic] = GenerativeStochastic.Create,
    };

    /// <summary>The variants that a recipe can name.</summary>
    public static IReadOnlyCollection<string> Variants => VariantNames.Keys;

    /// <summary>The activation functions that a recipe can name.</summary>
    public static IReadOnlyCollection<string> Activations => ActivationNames.Keys;

    /// <summary>The function of a name that has passed the check.</summary>
    internal static Activation ActivationOf(string name) => ActivationNames[name];

    /// <summary>What puts together the variant of a name that has passed the check.</summary>
    internal static Func<Recipe, ImageShape, AdversarialAutoencoder> VariantOf(string name) => VariantNames[name];

    /// <summary>Checks every value.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="source">Where it came from: a file or a built-in name.</param>
    /// <exception cref="AaeException">A value is out of its range.</exception>
    public static void Check(Recipe recipe, string source)
    {
        var check = new RecipeCheck(source);
        check.That(recipe.Name.Length > 0, "name", recipe.Name, "a name that is not empty");
        check.OneOf("variant", recipe.Variant, Variants);
        VariantRules.Check(check, recipe);
        LayerRules.Check(check, recipe);
        MomentRules.Check(check, recipe);
        check.That(
            recipe.Data.Name.Length > 0 && !recipe.Data.Name.Any(InputFile.BreaksLine), "data.name", recipe.Data.Name, "a data set's name, or the path of one");
        check.Whole("data.batch", recipe.Data.Batch, 1, 1 << 16);
        if (recipe.Data.Piece is { } piece)
        {
            check.Whole("data.piece", piece, 1, recipe.Data.Batch);
        }

        check.Whole("data.shift", recipe.Data.Shift ?? 1, 1, 1 << 16);
        check.Whole("data.labels", recipe.Data.Labels ?? 1, 1, int.MaxValue);
        check.Whole("data.labelledBatch", recipe.Data.LabelledBatch ?? 1, 1, 1 << 16);
        check.Whole("code.z.size", recipe.Code.Z.Size, 1, 1 << 16);
        check.Whole("code.z.ramp", recipe.Code.Z.Ramp ?? 1, 1, 1_000_000);
        check.That(
            recipe.Code.Z.Prior is not CategoricalPriorRecipe, "code.z.prior.kind", "categorical", $"one of {PriorRules.KindsOfZ}; categorical is a prior of code.y");
        PriorRules.Check(check, "code.z", recipe.Code.Z.Prior, recipe.Code.Z.Size);
        if (recipe.Code.Z.Posterior is GaussianPosteriorRecipe posterior)
        {
            check.Positive("code.z.posterior.deviation", posterior.Deviation);
            check.Positive("code.z.posterior.bound", posterior.Bound);
        }

        if (recipe.Code.Y is { } y)
        {
            check.Whole("code.y.classes", y.Classes, 2, 1 << 16);
            check.That(
                y.Prior is CategoricalPriorRecipe or EmpiricalPriorRecipe, "code.y.prior.kind", PriorRules.KindOf(y.Prior), "categorical or empirical, as y is a distribution over classes");
            PriorRules.Check(check, "code.y", y.Prior, y.Classes);
            check.Whole("code.y.ramp", y.Ramp ?? 1, 1, 1_000_000);
        }

        if (recipe.Encoder is { } encoder)
        {
            Check(check, "encoder", encoder);
        }

        if (recipe.Decoder is { } decoder)
        {
            Check(check, "decoder", decoder);
        }

        if (recipe.Encoder?.NoiseInputs is { } noise)
        {
            check.Whole("encoder.noiseInputs.size", noise.Size, 1, 1 << 16);
            check.OneOf("encoder.noiseInputs.law", noise.Law, NoiseInputsRecipe.Laws);
        }

        Check(check, "encoder.inputWarp", recipe.Encoder?.InputWarp);
        Check(check, "consistency", recipe.Consistency);
        if (recipe.Discriminator is { } discriminator)
        {
            Check(check, "discriminator", discriminator);
        }

        if (recipe.Generator is { } generator)
        {
            Check(check, "generator", generator);
        }

        if (recipe.DiscriminatorY is { } discriminatorY)
        {
            Check(check, "discriminatorY", discriminatorY);
        }

        check.OneOf("output", recipe.Output, Activations);
        if (recipe.Likelihood is GaussianLikelihoodRecipe likelihood)
        {
            check.Positive("likelihood.variance", likelihood.Variance);
        }

        check.That(
            recipe.Likelihood is not BernoulliLikelihoodRecipe || recipe.Output == "sigmoid", "output", recipe.Output, "sigmoid with a likelihood of the kind bernoulli");
        if (recipe.Match is { } match)
        {
            check.Positive("match.lambda", match.Lambda);
        }

        check.That(
            recipe.Match is not DiscrepancyMatchRecipe || (recipe.Data.Piece ?? recipe.Data.Batch) > 1,
            recipe.Data.Piece is null ? "data.batch" : "data.piece",
            1,
            "2 or more with a match of the kind mmd: one code is no sample");
        foreach ((string phase, OptimizerRecipe? descent) in Phases(recipe.Phases))
        {
            if (descent is not null)
            {
                Check(check, $"phases.{phase}", descent);
            }
        }

        for (int i = 0; i < (recipe.Phases.Layers?.Count ?? 0); i++)
        {
            Check(check, $"phases.layers.{i}.descent", recipe.Phases.Layers![i].Descent);
        }

        switch (recipe.Code.Heads)
        {
            case LearnedHeadsRecipe learned:
                check.NotNegative("code.heads.separation", learned.Separation);
                check.Positive("code.heads.deviation", learned.Deviation);
                break;
            case FixedHeadsRecipe fixedHeads:
                check.Positive("code.heads.scale", fixedHeads.Scale);
                break;
        }

        check.Share("average.decay", recipe.Average?.Decay ?? 0);
        if (recipe.Stop is { } stop)
        {
            check.OneOf("stop.metric", stop.Metric, [.. EpochMetrics.Choosing.Select(metric => metric.Name)]);
            check.Whole("stop.patience", stop.Patience, 1, 1_000_000);
        }

        check.Whole("epochs", recipe.Epochs, 1, 1_000_000);
    }

    private static (string Name, OptimizerRecipe? Descent)[] Phases(PhaseRecipes phases) =>
    [
        ("reconstruction", phases.Reconstruction),
        ("discriminator", phases.Discriminator),
        ("generator", phases.Generator),
        ("joint", phases.Joint),
        ("evidence", phases.Evidence),
        ("classification", phases.Classification),
        ("consistency", phases.Consistency),
        ("heads", phases.Heads),
        ("walkback", phases.Walkback),
    ];

    private static void Check(RecipeCheck check, string key, NetworkRecipe network)
    {
        check.Whole($"{key}.hidden, number of layers", network.Hidden.Count, 0, 100);
        for (int i = 0; i < network.Hidden.Count; i++)
        {
            check.Whole($"{key}.hidden.{i}", network.Hidden[i], 1, 1 << 16);
        }

        int norms = network.BatchNorm.Layers?.Count ?? network.NormLayers;
        check.That(
            norms == network.NormLayers,
            $"{key}.batchNorm, number of layers",
            norms,
            $"{network.NormLayers}: a flag for each {NormLayers(key, network)}");
        check.OneOf($"{key}.activation", network.Activation, [.. Activations, Maxout]);
        check.Goes($"{key}.pieces", network.Pieces, $"{key}.activation = \"{Maxout}\"", network.Activation == Maxout);
        check.Whole($"{key}.pieces", network.Pieces ?? 2, 2, 64);
        if (network.Initializer is NormalInitializerRecipe normal)
        {
            check.NotNegative($"{key}.initializer.deviation", normal.Deviation);
        }

        check.NotNegative($"{key}.inputNoise", network.InputNoise);
        check.Share($"{key}.inputDropout", network.InputDropout);
        check.Share($"{key}.hiddenDropout", network.HiddenDropout);
        if (network is ImageNetworkRecipe { Convolutions: { } convolutions })
        {
            check.Whole($"{key}.convolutions, number of layers", convolutions.Count, 1, 100);
            for (int i = 0; i < convolutions.Count; i++)
            {
                check.Whole($"{key}.convolutions.{i}.filters", convolutions[i].Filters, 1, 1 << 16);
                check.Whole($"{key}.convolutions.{i}.kernel", convolutions[i].Kernel, 1, 1 << 8);
                check.Whole($"{key}.convolutions.{i}.stride", convolutions[i].Stride, 1, 1 << 8);
            }

            check.That(network.Pieces is null, $"{key}.activation", Maxout, $"one of {string.Join(", ", Activations)} with {key}.convolutions");
        }
    }

    private static string NormLayers(string key, NetworkRecipe network) => (key, network is ImageNetworkRecipe { Convolutions: not null }) switch
    {
        ("encoder", true) => "convolution and hidden layer and one for the heads",
        ("encoder", false) => "hidden layer and one for the heads",
        ("decoder", true) => "hidden layer and for what each convolution reads",
        (_, true) => "convolution and hidden layer",
        _ => "hidden layer",
    };

    private static void Check(RecipeCheck check, string key, WarpRecipe? warp)
    {
        if (warp is not null)
        {
            check.NotNegative($"{key}.shift", warp.Shift);
            check.Between($"{key}.rotation", warp.Rotation, 0, 180);
            check.Between($"{key}.scale", warp.Scale, 0, 10);
            check.NotNegative($"{key}.shear", warp.Shear);
            check.That(warp != new WarpRecipe(), key, "{}", "at least one of shift, rotation, scale and shear above 0");
        }
    }

    private static void Check(RecipeCheck check, string key, OptimizerRecipe optimizer)
    {
        check.Positive($"{key}.rate", optimizer.Rate);
        for (int i = 0; i < optimizer.Steps.Count; i++)
        {
            check.Whole($"{key}.steps.{i}.after", optimizer.Steps[i].After, i == 0 ? 1 : optimizer.Steps[i - 1].After + 1, 1_000_000);
            check.Positive($"{key}.steps.{i}.rate", optimizer.Steps[i].Rate);
        }

        if (optimizer.ClipNorm is { } norm)
        {
            check.Positive($"{key}.clipNorm", norm);
        }

        switch (optimizer)
        {
            case SgdRecipe sgd:
                check.Share($"{key}.momentum", sgd.Momentum);
                check.Share($"{key}.momentumRamp.to", sgd.MomentumRamp?.To ?? 0);
                check.Whole($"{key}.momentumRamp.epochs", sgd.MomentumRamp?.Epochs ?? 1, 1, 1_000_000);
                check.NotNegative($"{key}.weightDecay", sgd.WeightDecay);
                break;
            case AdamRecipe adam:
                check.Share($"{key}.beta1", adam.Beta1);
                check.Share($"{key}.beta2", adam.Beta2);
                check.Positive($"{key}.epsilon", adam.Epsilon);
                check.NotNegative($"{key}.weightDecay", adam.WeightDecay);
                break;
        }
    }
}
