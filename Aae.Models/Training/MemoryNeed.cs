using Aae.Core;
using Aae.Core.Memory;
using Aae.Models.Networks;
using Aae.Models.Recipes;

namespace Aae.Models.Training;

/// <summary>
/// The memory that a recipe's training takes at the least, by the key that asks for it: the weights of each network with the state of
/// their optimizers, the copy of these that a checkpoint is written from, and what the layers make of a minibatch.
/// </summary>
internal static class MemoryNeed
{
    /// <summary>Refuses a recipe that needs more memory than there is, and names the key that needs the most.</summary>
    /// <param name="recipe">A recipe whose values are in their ranges.</param>
    /// <param name="image">The size of the images.</param>
    /// <param name="rows">Images that are computed at once in training.</param>
    /// <param name="evaluated">Images that are computed at once after each epoch.</param>
    /// <param name="keeps">Whether there are checkpoints.</param>
    /// <param name="bytes">The memory that there is.</param>
    /// <exception cref="AaeException">It needs more, or a tensor larger than any can be.</exception>
    public static void Check(Recipe recipe, ImageShape image, int rows, int evaluated, bool keeps, long bytes)
    {
        PhaseRecipes phases = recipe.Phases;
        int z = recipe.Code.Z.Size;
        int y = recipe.Code.Y?.Classes ?? 0;
        int copies = keeps ? 2 : 1;
        int layerStates = States(phases.Walkback) + (phases.Layers?.Min(layer => States(layer.Descent)) ?? 0);
        int encoderStates = layerStates + States(phases.Reconstruction, recipe.Generator is null ? phases.Generator : null, phases.Classification, phases.Consistency, phases.Joint, phases.Evidence);
        int decoderStates = States(phases.Reconstruction, phases.Joint, phases.Evidence, recipe.Encoder is null ? phases.Generator : null);
        List<Need> needs = [];
        IReadOnlyList<ImageShape> maps = Maps(recipe, image);
        if (recipe.Encoder is { } encoder)
        {
            Need dense = Of("encoder", encoder, maps[^1].Pixels + (encoder.NoiseInputs?.Size ?? 0), z, copies * (1 + encoderStates));
            needs.Add(encoder.Convolutions is { } below
                ? dense with { Key = "encoder.convolutions, filters", Value = Filters(below), Wanted = $"{maps[^1]} numbers of an image, and so {dense.Wanted} behind them" }
                : dense);
        }

        needs.AddRange(OfConvolutions(recipe, maps, rows, evaluated, copies * (1 + encoderStates)));
        if (recipe.Decoder is { } decoder)
        {
            needs.Add(Of("decoder", decoder, recipe.Code.Heads is null ? y + z : z, image.Pixels, copies * (1 + decoderStates)));
        }

        foreach ((int i, LayerPhaseRecipe layer) in (phases.Layers ?? []).Index())
        {
            if (layer.Chains is { } chains)
            {
                long states = (long)chains * recipe.Encoder!.Hidden.Append(z).ElementAt(i);
                needs.Add(new Need($"phases.layers.{i}.chains", $"{chains}", "the states of as many chains", states, copies * states, ""));
            }
        }

        if (recipe.Walkback is { Hidden: [_, ..] above })
        {
            needs.Add(Of("walkback.hidden", above, [z, .. above], pieces: 1, copies * (1 + layerStates)));
        }

        if (recipe is { Generator: { } generator, Code.Z.Prior: GeneratorPriorRecipe { Noise: int noise } })
        {
            needs.Add(Of("generator", generator, noise, z, copies * (1 + States(phases.Generator))));
        }

        if (recipe.Discriminator is { } discriminator)
        {
            needs.Add(Of("discriminator", discriminator, recipe.Encoder is null ? image.Pixels : z, 1, copies * (1 + States(phases.Discriminator))));
        }

        if (recipe.DiscriminatorY is { } discriminatorY)
        {
            needs.Add(Of("discriminatorY", discriminatorY, y, 1, copies * (1 + States(phases.Discriminator))));
        }

        int[] widths = [.. recipe.Encoder?.Hidden ?? [], .. recipe.Decoder?.Hidden ?? [], .. recipe.Generator?.Hidden ?? []];
        needs.Add(new Need(
            "data.batch",
            $"{recipe.Data.Batch}",
            $"what the layers make of {rows} images",
            (long)rows * widths.DefaultIfEmpty().Max(),
            rows * widths.Sum(width => (long)width),
            "; data.piece computes fewer at once"));
        Need most = needs.MaxBy(need => need.Floats)!;
        if (needs.Find(need => need.Largest > AlignedBlock.MostFloats) is { } tooLarge)
        {
            throw new AaeException($"{recipe.Name}: {tooLarge.What}: a tensor of {tooLarge.Largest} numbers; one holds at most {AlignedBlock.MostFloats}{tooLarge.Advice}");
        }

        if (sizeof(float) * needs.Sum(need => need.Floats) > bytes)
        {
            throw new AaeException(
                $"{recipe.Name}: {most.What} in {Gigabytes(sizeof(float) * most.Floats)} or more; this machine has {Gigabytes(bytes)}{most.Advice}");
        }
    }

    // The image, then what each convolution makes of it.
    private static List<ImageShape> Maps(Recipe recipe, ImageShape image)
    {
        List<ImageShape> maps = [image];
        foreach ((int i, ConvolutionRecipe layer) in (recipe.Encoder?.Convolutions ?? []).Index())
        {
            try
            {
                maps.Add(layer.Create().MapOf(maps[^1]));
            }
            catch (AaeException e)
            {
                throw new AaeException($"{recipe.Name}: encoder.convolutions.{i}: {e.Message}", e);
            }
        }

        return maps;
    }

    // Their kernels with the state of optimizers, and what they make of images.
    private static IEnumerable<Need> OfConvolutions(Recipe recipe, IReadOnlyList<ImageShape> maps, int rows, int evaluated, int copies)
    {
        if (recipe.Encoder is not { Convolutions: { } convolutions })
        {
            yield break;
        }

        foreach ((int i, ConvolutionRecipe layer) in convolutions.Index())
        {
            int[] kernel = [layer.Kernel, layer.Kernel, maps[i].Channels, layer.Filters];
            long weights = kernel.Aggregate(1L, (product, size) => product * size);
            yield return new Need($"encoder.convolutions.{i}.filters", $"{layer.Filters}", $"weights of {string.Join(" × ", kernel)}", weights, copies * weights, "");
        }

        // Of each map what the convolution and its batch norm make, and the last one flat, in training with the gradients. Each phase
        // that encodes has its own; so has each way of evaluating.
        PhaseRecipes phases = recipe.Phases;
        long numbers = maps.Skip(1).Select((map, i) => (long)map.Pixels * (recipe.Encoder.BatchNorm.Of(i) ? 2 : 1)).Sum() + maps[^1].Pixels;
        int passes = Count(phases.Reconstruction, phases.Joint, phases.Evidence, phases.Generator, phases.Consistency);
        long labelled = phases.Classification is null ? 0 : Math.Min(recipe.Data.LabelledBatch ?? recipe.Data.Batch, recipe.Data.Labels ?? int.MaxValue);
        yield return new Need(
            "encoder.convolutions, filters",
            Filters(convolutions),
            $"what they make of {rows} images in training and of {evaluated} in evaluation",
            (long)Math.Max(rows, evaluated) * maps.Skip(1).Max(map => map.Pixels),
            numbers * (2 * (passes * rows + labelled) + Count(phases.Classification) * evaluated + evaluated),
            "; larger strides make less");
    }

    private static Need Of(string name, NetworkRecipe network, int inputs, int outputs, int numbers) =>
        Of($"{name}.hidden", network.Hidden, [inputs, .. network.Hidden, outputs], network.Pieces ?? 1, numbers);

    private static Need Of(string key, IReadOnlyList<int> hidden, int[] widths, int pieces, int numbers)
    {
        long[] layers = [.. widths.Zip(widths.Skip(1), (inputs, outputs) => (long)inputs * outputs * pieces)];
        return new Need(key, $"[{string.Join(", ", hidden)}]", $"weights of {string.Join(" × ", widths)}", layers.Max(), numbers * layers.Sum(), "");
    }

    private static string Filters(IReadOnlyList<ConvolutionRecipe> layers) => $"[{string.Join(", ", layers.Select(layer => layer.Filters))}]";

    private static int Count(params OptimizerRecipe?[] phases) => phases.Count(phase => phase is not null);

    // Numbers that optimizers keep of each weight.
    private static int States(params OptimizerRecipe?[] optimizers) =>
        optimizers.Sum(optimizer => optimizer switch { AdamRecipe => 2, SgdRecipe { Momentum: > 0 } => 1, _ => 0 });

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / (double)(1L << 30):G3} GiB");

    private sealed record Need(string Key, string Value, string Wanted, long Largest, long Floats, string Advice)
    {
        public string What => $"{Key} = {Value}: {Wanted}";
    }
}
