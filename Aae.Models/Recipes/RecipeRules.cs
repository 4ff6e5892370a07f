using System.Globalization;
using System.Numerics;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Priors;
using Aae.Models.Training;
using Aae.Models.Variants;

namespace Aae.Models.Recipes;

/// <summary>What the values of a recipe may be. The first one out of range is reported with its key, its value and the range.</summary>
public static class RecipeRules
{
    private const string VariationalVariant = "vae";

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
        [VariationalVariant] = Variational.Create,
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
        var check = new Checker(source);
        check.That(recipe.Name.Length > 0, "name", recipe.Name, "a name that is not empty");
        check.OneOf("variant", recipe.Variant, Variants);
        CheckKeysOfVariants(check, recipe);
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
            recipe.Code.Z.Prior is not CategoricalPriorRecipe, "code.z.prior.kind", "categorical", "another kind: a categorical prior is one of code.y");
        Check(check, "code.z", recipe.Code.Z.Prior, recipe.Code.Z.Size);
        if (recipe.Code.Z.Posterior is GaussianPosteriorRecipe posterior)
        {
            check.Positive("code.z.posterior.deviation", posterior.Deviation);
            check.Positive("code.z.posterior.bound", posterior.Bound);
        }

        if (recipe.Code.Y is { } y)
        {
            check.Whole("code.y.classes", y.Classes, 2, 1 << 16);
            check.That(
                y.Prior is CategoricalPriorRecipe or EmpiricalPriorRecipe, "code.y.prior.kind", KindOf(y.Prior), "another kind: y is a distribution over classes");
            Check(check, "code.y", y.Prior, y.Classes);
            check.Whole("code.y.ramp", y.Ramp ?? 1, 1, 1_000_000);
        }

        Check(check, "encoder", recipe.Encoder);
        Check(check, "decoder", recipe.Decoder);
        if (recipe.Encoder.NoiseInputs is { } noise)
        {
            check.Whole("encoder.noiseInputs.size", noise.Size, 1, 1 << 16);
            check.OneOf("encoder.noiseInputs.law", noise.Law, NoiseInputsRecipe.Laws);
        }

        if (recipe.Discriminator is { } discriminator)
        {
            Check(check, "discriminator", discriminator);
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
        ("heads", phases.Heads),
    ];

    // Keys that some variants need or know, and others do not.
    private static void CheckKeysOfVariants(Checker check, Recipe recipe)
    {
        const string reduction = "dimensionality-reduction";
        string[] withY = ["semi-supervised", "clustering", "supervised", reduction];
        string[] withAdversaryOfY = ["semi-supervised", "clustering", reduction];
        string[] withLabels = ["semi-supervised", "label-regularized", reduction];
        check.Needs("code.y", recipe.Code.Y, recipe.Variant, withY);
        check.Knows("discriminatorY", recipe.DiscriminatorY, recipe.Variant, withAdversaryOfY);
        check.Needs("phases.classification", recipe.Phases.Classification, recipe.Variant, ["semi-supervised"], optionalIn: [reduction]);
        check.Knows("data.labels", recipe.Data.Labels, recipe.Variant, withLabels);
        check.Knows("data.labelledBatch", recipe.Data.LabelledBatch, recipe.Variant, ["semi-supervised", reduction]);
        check.Needs("code.heads", recipe.Code.Heads, recipe.Variant, [reduction]);
        check.Goes("phases.heads", recipe.Phases.Heads, "code.heads of the kind learned", recipe.Code.Heads is LearnedHeadsRecipe);
        if (recipe.Variant == reduction && recipe.Phases.Classification is null)
        {
            check.That(recipe.Data.Labels is null, "data.labels", recipe.Data.Labels ?? 0, "none without phases.classification: nothing would read the labels");
        }

        check.That(
            recipe.Code.Heads is not FixedHeadsRecipe || recipe.Code.Y!.Classes == recipe.Code.Z.Size,
            "code.z.size",
            recipe.Code.Z.Size,
            $"{recipe.Code.Y?.Classes}, the number of classes, as fixed heads are s·I");
        check.Knows("code.y.ramp", recipe.Code.Y?.Ramp, recipe.Variant, withAdversaryOfY);
        CheckKeysOfMatch(check, recipe);
        check.That(recipe.Code.Z.Ramp is null || recipe.Phases.Generator is not null, "code.z.ramp", recipe.Code.Z.Ramp ?? 0, "none without phases.generator, whose loss it weighs");
    }

    // What matches the codes with the prior, and in which phases.
    private static void CheckKeysOfMatch(Checker check, Recipe recipe)
    {
        const string separate = "phases of their own for reconstruction and match (no key 'match')";
        const string adversary = "an adversary (no match of the kind mmd)";
        string[] adversarial = [.. Variants.Where(variant => variant != VariationalVariant)];
        (string Key, object? Value, string With, bool IsThere)[] keys =
        [
            ("discriminator", recipe.Discriminator, adversary, recipe.Match is not DiscrepancyMatchRecipe),
            ("phases.reconstruction", recipe.Phases.Reconstruction, separate, recipe.Match is null),
            ("phases.discriminator", recipe.Phases.Discriminator, adversary, recipe.Match is not DiscrepancyMatchRecipe),
            ("phases.generator", recipe.Phases.Generator, separate, recipe.Match is null),
            ("phases.joint", recipe.Phases.Joint, "match", recipe.Match is not null),
        ];
        check.Knows("match", recipe.Match, recipe.Variant, ["basic"]);
        check.Needs("likelihood", recipe.Likelihood, recipe.Variant, [VariationalVariant]);
        check.Needs("phases.evidence", recipe.Phases.Evidence, recipe.Variant, [VariationalVariant]);
        check.Knows("encoder.noiseInputs", recipe.Encoder.NoiseInputs, recipe.Variant, adversarial);
        foreach ((string key, object? value, string with, bool isThere) in keys)
        {
            check.Knows(key, value, recipe.Variant, adversarial);
            if (recipe.Variant != VariationalVariant)
            {
                check.Goes(key, value, with, isThere);
            }
        }

        if (recipe.Variant == VariationalVariant)
        {
            check.That(
                recipe.Code.Z.Posterior is GaussianPosteriorRecipe, "code.z.posterior.kind", "deterministic", "gaussian in the variant vae, which needs the density of q(z|x)");
            check.That(
                recipe.Code.Z.Prior is GaussianPriorRecipe or MixturePriorRecipe,
                "code.z.prior.kind",
                KindOf(recipe.Code.Z.Prior),
                "gaussian or mixture in the variant vae, which needs the density of p(z)");
        }
    }

    private static void Check(Checker check, string part, PriorRecipe prior, int size)
    {
        string key = $"{part}.prior";
        switch (prior)
        {
            case GaussianPriorRecipe gaussian:
                check.Positive($"{key}.deviation", gaussian.Deviation);
                break;
            case EmpiricalPriorRecipe empirical:
                check.That(empirical.File.Length > 0 && !empirical.File.Any(InputFile.BreaksLine), $"{key}.file", empirical.File, "the path of an .npy file");
                check.OneOf($"{key}.order", empirical.Order, ["random", "sequential"]);
                break;
            case MixturePriorRecipe { Components: { } components } mixture:
                check.Alone($"{key}.components", ($"{key}.classes", mixture.Classes), ($"{key}.radius", mixture.Radius), ($"{key}.deviations", mixture.Deviations));
                check.That(
                    size <= GaussianMixturePrior.MostDimensions, $"{part}.size", size, $"a whole number from 1 to {GaussianMixturePrior.MostDimensions} with a mixture");
                check.Whole($"{key}.components, number of components", components.Count, 1, ConditionalPrior.MostClasses);
                for (int i = 0; i < components.Count; i++)
                {
                    Check(check, $"{key}.components.{i}", components[i], size);
                }

                break;
            case MixturePriorRecipe petals:
                check.That(size == 2, $"{part}.size", size, "2 with a mixture without components, which lies in the plane");
                check.Whole($"{key}.classes", petals.Classes ?? 1, 1, ConditionalPrior.MostClasses);
                check.NotNegative($"{key}.radius", petals.Radius ?? 0);
                Check(check, $"{key}.deviations", petals.Deviations ?? [1, 1], size);
                break;
            case SwissRollPriorRecipe roll:
                check.That(size == 2, $"{part}.size", size, "2 with a swiss roll, which lies in the plane");
                check.Whole($"{key}.classes", roll.Classes, 1, ConditionalPrior.MostClasses);
                break;
            case UniformPriorRecipe uniform:
                check.That(float.IsFinite(uniform.Low), $"{key}.low", uniform.Low, "a finite number");
                check.That(
                    uniform.High > uniform.Low && float.IsFinite(uniform.High - uniform.Low), $"{key}.high", uniform.High, "a finite number above that of low");
                break;
        }
    }

    private static void Check(Checker check, string key, MixtureComponentRecipe component, int size)
    {
        check.Positive($"{key}.weight", component.Weight);
        CheckCount(check, $"{key}.mean", component.Mean, size);
        for (int i = 0; i < size; i++)
        {
            check.That(float.IsFinite(component.Mean[i]), $"{key}.mean.{i}", component.Mean[i], "a finite number");
        }

        Check(check, $"{key}.deviations", component.Deviations, size);
        check.That(float.IsFinite(component.Angle), $"{key}.angle", component.Angle, "a finite number of degrees");
        check.That(component.Angle == 0 || size == 2, $"{key}.angle", component.Angle, $"0 in {size} dimensions: only in 2 can axes be turned by an angle");
    }

    private static void Check(Checker check, string key, IReadOnlyList<float> deviations, int size)
    {
        CheckCount(check, key, deviations, size);
        for (int i = 0; i < size; i++)
        {
            check.Positive($"{key}.{i}", deviations[i]);
        }
    }

    private static void CheckCount(Checker check, string key, IReadOnlyList<float> numbers, int size) =>
        check.That(numbers.Count == size, $"{key}, number of dimensions", numbers.Count, $"{size}, those of the code");

    private static object KindOf(PriorRecipe prior) => RecipeContext.Default.PriorRecipe.PolymorphismOptions!.DerivedTypes
        .First(kind => kind.DerivedType == prior.GetType()).TypeDiscriminator!;

    private static void Check(Checker check, string key, NetworkRecipe network)
    {
        check.Whole($"{key}.hidden, number of layers", network.Hidden.Count, 0, 100);
        for (int i = 0; i < network.Hidden.Count; i++)
        {
            check.Whole($"{key}.hidden.{i}", network.Hidden[i], 1, 1 << 16);
        }

        check.OneOf($"{key}.activation", network.Activation, Activations);
        if (network.Initializer is NormalInitializerRecipe normal)
        {
            check.NotNegative($"{key}.initializer.deviation", normal.Deviation);
        }

        check.NotNegative($"{key}.inputNoise", network.InputNoise);
        check.Share($"{key}.inputDropout", network.InputDropout);
        check.Share($"{key}.hiddenDropout", network.HiddenDropout);
    }

    private static void Check(Checker check, string key, OptimizerRecipe optimizer)
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

    private sealed class Checker(string source)
    {
        public void That(bool holds, string key, object value, string allowed)
        {
            if (!holds)
            {
                string shown = value is string text ? $"\"{InputFile.OneLine(text)}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
                throw new AaeException($"{source}: {key} = {shown}: allowed is {allowed}");
            }
        }

        public void Needs(string key, object? value, string variant, string[] variants, params string[] optionalIn)
        {
            Knows(key, value, variant, [.. variants, .. optionalIn]);
            if (value is null && variants.Contains(variant))
            {
                throw new AaeException($"{source}: the key '{key}' is missing, which the variant {variant} needs");
            }
        }

        public void Knows(string key, object? value, string variant, string[] variants)
        {
            if (value is not null && !variants.Contains(variant))
            {
                throw new AaeException(
                    $"{source}: the key '{key}' has no meaning in the variant {variant}, only in {string.Join(", ", variants)} ({key}=null takes it out)");
            }
        }

        public void Goes(string key, object? value, string with, bool isThere)
        {
            if (value is null == isThere)
            {
                throw new AaeException($"{source}: the key '{key}' {(isThere ? $"is missing, which {with} needs" : $"has no meaning without {with} ({key}=null takes it out)")}");
            }
        }

        public void Alone(string key, params (string Key, object? Value)[] others)
        {
            if (Array.Find(others, other => other.Value is not null).Key is { } beside)
            {
                throw new AaeException($"{source}: the key '{beside}' has no meaning beside '{key}' ({beside}=null takes it out)");
            }
        }

        public void Whole(string key, int value, int least, int most) =>
            That(value >= least && value <= most, key, value, $"a whole number from {least} to {most}");

        public void Positive(string key, float value) => That(value > 0 && float.IsFinite(value), key, value, "a finite number above 0");

        public void NotNegative(string key, float value) => That(value >= 0 && float.IsFinite(value), key, value, "a finite number from 0 up");

        public void Share<T>(string key, T value)
            where T : IFloatingPoint<T> => That(value >= T.Zero && value < T.One, key, value, "a number from 0 to below 1");

        public void OneOf(string key, string value, IReadOnlyCollection<string> names) =>
            That(names.Contains(value), key, value, $"one of {string.Join(", ", names)}");
    }
}
