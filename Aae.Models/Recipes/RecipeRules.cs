using System.Globalization;
using System.Numerics;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;
using Aae.Models.Training;
using Aae.Models.Variants;

namespace Aae.Models.Recipes;

/// <summary>What the values of a recipe may be. The first one out of range is reported with its key, its value and the range.</summary>
public static class RecipeRules
{
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
        Check(check, "code.z.prior", recipe.Code.Z.Prior);
        check.Whole("code.z.ramp", recipe.Code.Z.Ramp ?? 1, 1, 1_000_000);
        check.That(
            recipe.Code.Z.Prior is not CategoricalPriorRecipe, "code.z.prior.kind", "categorical", "another kind: a categorical prior is one of code.y");
        if (recipe.Code.Y is { } y)
        {
            check.Whole("code.y.classes", y.Classes, 2, 1 << 16);
            Check(check, "code.y.prior", y.Prior);
            check.Whole("code.y.ramp", y.Ramp ?? 1, 1, 1_000_000);
            check.That(y.Prior is not GaussianPriorRecipe, "code.y.prior.kind", "gaussian", "another kind: y is a distribution over classes");
        }

        Check(check, "encoder", recipe.Encoder);
        Check(check, "decoder", recipe.Decoder);
        Check(check, "discriminator", recipe.Discriminator);
        if (recipe.DiscriminatorY is { } discriminatorY)
        {
            Check(check, "discriminatorY", discriminatorY);
        }

        check.OneOf("output", recipe.Output, Activations);
        Check(check, "phases.reconstruction", recipe.Phases.Reconstruction);
        Check(check, "phases.discriminator", recipe.Phases.Discriminator);
        Check(check, "phases.generator", recipe.Phases.Generator);
        if (recipe.Phases.Classification is { } classification)
        {
            Check(check, "phases.classification", classification);
        }

        check.Share("average.decay", recipe.Average?.Decay ?? 0);
        if (recipe.Stop is { } stop)
        {
            check.OneOf("stop.metric", stop.Metric, [.. EpochMetrics.Choosing.Select(metric => metric.Name)]);
            check.Whole("stop.patience", stop.Patience, 1, 1_000_000);
        }

        check.Whole("epochs", recipe.Epochs, 1, 1_000_000);
    }

    // Keys that some variants need or know, and others do not.
    private static void CheckKeysOfVariants(Checker check, Recipe recipe)
    {
        string[] withClasses = ["semi-supervised", "clustering"];
        string[] withLabels = ["semi-supervised"];
        check.Needs("code.y", recipe.Code.Y, recipe.Variant, withClasses);
        check.Knows("discriminatorY", recipe.DiscriminatorY, recipe.Variant, withClasses);
        check.Needs("phases.classification", recipe.Phases.Classification, recipe.Variant, withLabels);
        check.Knows("data.labels", recipe.Data.Labels, recipe.Variant, withLabels);
        check.Knows("data.labelledBatch", recipe.Data.LabelledBatch, recipe.Variant, withLabels);
    }

    private static void Check(Checker check, string key, PriorRecipe prior)
    {
        switch (prior)
        {
            case GaussianPriorRecipe gaussian:
                check.Positive($"{key}.deviation", gaussian.Deviation);
                break;
            case EmpiricalPriorRecipe empirical:
                check.That(empirical.File.Length > 0 && !empirical.File.Any(InputFile.BreaksLine), $"{key}.file", empirical.File, "the path of an .npy file");
                check.OneOf($"{key}.order", empirical.Order, ["random", "sequential"]);
                break;
        }
    }

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

        public void Needs(string key, object? value, string variant, string[] variants)
        {
            Knows(key, value, variant, variants);
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
