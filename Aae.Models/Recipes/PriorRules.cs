using System.Text.Json.Serialization.Metadata;
using Aae.Core.Formats;
using Aae.Models.Priors;

namespace Aae.Models.Recipes;

/// <summary>What the values of a prior may be.</summary>
internal static class PriorRules
{
    /// <summary>Checks the prior of a part.</summary>
    /// <param name="check">Refuses what is out of range.</param>
    /// <param name="part">The part's key, as "code.z".</param>
    /// <param name="prior">Its prior.</param>
    /// <param name="size">Its number of dimensions.</param>
    public static void Check(RecipeCheck check, string part, PriorRecipe prior, int size)
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
            case ChainPriorRecipe chain:
                check.Whole($"{key}.chains", chain.Chains, 1, 1 << 16);
                check.Whole($"{key}.burnIn", chain.BurnIn, 0, 1_000_000);
                check.Whole($"{key}.thinning", chain.Thinning, 1, 1_000_000);
                check.NotNegative($"{key}.deviation", chain.Deviation ?? 0);
                break;
            case GeneratorPriorRecipe generator:
                check.Whole($"{key}.noise", generator.Noise, 1, 1 << 16);
                break;
            case UniformPriorRecipe uniform:
                check.That(float.IsFinite(uniform.Low), $"{key}.low", uniform.Low, "a finite number");
                check.That(
                    uniform.High > uniform.Low && float.IsFinite(uniform.High - uniform.Low), $"{key}.high", uniform.High, "a finite number above that of low");
                break;
        }
    }

    private static void Check(RecipeCheck check, string key, MixtureComponentRecipe component, int size)
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

    private static void Check(RecipeCheck check, string key, IReadOnlyList<float> deviations, int size)
    {
        CheckCount(check, key, deviations, size);
        for (int i = 0; i < size; i++)
        {
            check.Positive($"{key}.{i}", deviations[i]);
        }
    }

    private static void CheckCount(RecipeCheck check, string key, IReadOnlyList<float> numbers, int size) =>
        check.That(numbers.Count == size, $"{key}, number of dimensions", numbers.Count, $"{size}, those of the code");

    /// <summary>The kinds of which a prior of z can be.</summary>
    public static string KindsOfZ =>
        string.Join(", ", Kinds.Where(kind => kind.DerivedType != typeof(CategoricalPriorRecipe)).Select(kind => kind.TypeDiscriminator));

    /// <summary>The kind of a prior, as a recipe writes it.</summary>
    public static object KindOf(PriorRecipe prior) => Kinds.First(kind => kind.DerivedType == prior.GetType()).TypeDiscriminator!;

    private static IList<JsonDerivedType> Kinds => RecipeContext.Default.PriorRecipe.PolymorphismOptions!.DerivedTypes;
}
