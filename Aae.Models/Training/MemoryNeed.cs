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
    private const string Decoder = "decoder";

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
        if (recipe.Encoder is { } encoder)
        {
            Layers layers = Layers.Of(recipe, "encoder", encoder, image);
            needs.AddRange(Of(layers, [layers.Smallest + (encoder.NoiseInputs?.Size ?? 0), .. encoder.Hidden, z], copies * (1 + encoderStates)));
            int passes = Count(phases.Reconstruction, phases.Joint, phases.Evidence, phases.Generator, phases.Consistency);
            long labelled = phases.Classification is null ? 0 : Math.Min(recipe.Data.LabelledBatch ?? recipe.Data.Batch, recipe.Data.Labels ?? int.MaxValue);
            long encoded = 2 * (passes * rows + labelled) + Count(phases.Classification) * evaluated + evaluated;
            needs.AddRange(OfMaps(layers, encoder.BatchNorm.Of, rows, evaluated, encoded));
        }

        if (recipe.Decoder is { } decoder)
        {
            Layers layers = Layers.Of(recipe, Decoder, decoder, image);
            needs.AddRange(Of(layers, [recipe.Code.Heads is null ? y + z : z, .. decoder.Hidden, layers.Smallest], copies * (1 + decoderStates)));
            long passes = Count(phases.Reconstruction, phases.Joint, phases.Evidence, recipe.Encoder is null ? phases.Generator : null);
            long judged = recipe.Encoder is null ? rows : 0; // by the discriminator of images, in a phase that has no gradients of them
            needs.AddRange(OfMaps(layers, i => decoder.BatchNorm.Of(decoder.NormLayers - 1 - i), rows, evaluated, 2 * passes * rows + judged + evaluated));
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
            Layers layers = Layers.Of(recipe, "discriminator", discriminator, recipe.Encoder is null ? image : new(1, z, 1));
            needs.AddRange(Of(layers, [layers.Smallest, .. discriminator.Hidden, 1], copies * (1 + States(phases.Discriminator))));
            long judged = 2L * rows + rows; // images beside what is made of samples, and in the generator's phase the latter alone
            needs.AddRange(OfMaps(layers, discriminator.BatchNorm.Of, 2 * rows, evaluated: 0, 2 * judged));
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

    // Dense layers and kernels with the state of optimizers.
    private static IEnumerable<Need> Of(Layers layers, int[] widths, int copies)
    {
        Need dense = Of($"{layers.Name}.hidden", layers.Network.Hidden, widths, layers.Network.Pieces ?? 1, copies);
        yield return layers.Network.Convolutions is null
            ? dense
            : dense with { Key = layers.Key, Value = layers.Filters, Wanted = $"{layers.Maps[^1]} numbers of an image, and so {dense.Wanted} {(layers.IsDecoder ? "before" : "behind")} them" };
        foreach (((int place, ConvolutionRecipe layer), ImageShape map) in layers.Convolutions.Zip(layers.Maps))
        {
            int[] kernel = [layer.Kernel, layer.Kernel, map.Channels, layer.Filters];
            long weights = kernel.Aggregate(1L, (product, size) => product * size);
            yield return new Need($"{layers.Name}.convolutions.{place}.filters", $"{layer.Filters}", $"weights of {string.Join(" × ", kernel)}", weights, copies * weights, "");
        }
    }

    // Of each map what the layer and its batch norm make, the last one of an encoder flat once more, as the image of a decoder is;
    // of so many images, counted twice where there are gradients. Each phase that passes images through the network has its own; so
    // has each way of evaluating.
    private static IEnumerable<Need> OfMaps(Layers layers, Func<int, bool> normOf, int rows, int evaluated, long images)
    {
        if (layers.Network.Convolutions is null)
        {
            yield break;
        }

        long numbers = layers.Maps.Skip(1).Select((map, i) => (long)map.Pixels * (normOf(i) ? 2 : 1)).Sum();
        numbers += layers.IsDecoder ? 2L * layers.Maps[0].Pixels : layers.Smallest;
        yield return new Need(
            layers.Key,
            layers.Filters,
            $"what they make of {rows} images in training{(evaluated > 0 ? $" and of {evaluated} in evaluation" : "")}",
            (long)Math.Max(rows, evaluated) * layers.Maps.Skip(1).Max(map => map.Pixels),
            numbers * images,
            "; larger strides make less");
    }

    private static Need Of(string name, NetworkRecipe network, int inputs, int outputs, int numbers) =>
        Of($"{name}.hidden", network.Hidden, [inputs, .. network.Hidden, outputs], network.Pieces ?? 1, numbers);

    private static Need Of(string key, IReadOnlyList<int> hidden, int[] widths, int pieces, int numbers)
    {
        long[] layers = [.. widths.Zip(widths.Skip(1), (inputs, outputs) => (long)inputs * outputs * pieces)];
        return new Need(key, $"[{string.Join(", ", hidden)}]", $"weights of {string.Join(" × ", widths)}", layers.Max(), numbers * layers.Sum(), "");
    }

    private static int Count(params OptimizerRecipe?[] phases) => phases.Count(phase => phase is not null);

    // Numbers that optimizers keep of each weight.
    private static int States(params OptimizerRecipe?[] optimizers) =>
        optimizers.Sum(optimizer => optimizer switch { AdamRecipe => 2, SgdRecipe { Momentum: > 0 } => 1, _ => 0 });

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / (double)(1L << 30):G3} GiB");

    // A network with an image at one end, from there on: its convolutions with their places in the list, and the image, then what
    // each of them has on the side of the dense layers.
    private sealed record Layers(string Name, ImageNetworkRecipe Network, (int Place, ConvolutionRecipe Layer)[] Convolutions, IReadOnlyList<ImageShape> Maps)
    {
        public static Layers Of(Recipe recipe, string name, ImageNetworkRecipe network, ImageShape image)
        {
            IEnumerable<(int Place, ConvolutionRecipe Layer)> listed = (network.Convolutions ?? []).Index();
            (int Place, ConvolutionRecipe Layer)[] convolutions = [.. name == Decoder ? listed.Reverse() : listed];
            List<ImageShape> maps = [image];
            foreach ((int place, ConvolutionRecipe layer) in convolutions)
            {
                try
                {
                    maps.Add(layer.Create().MapOf(maps[^1]));
                }
                catch (AaeException e)
                {
                    throw new AaeException($"{recipe.Name}: {name}.convolutions.{place}: {e.Message}", e);
                }
            }

            return new(name, network, convolutions, maps);
        }

        public bool IsDecoder => Name == Decoder;

        public int Smallest => Maps[^1].Pixels;

        public string Key => $"{Name}.convolutions, filters";

        public string Filters => $"[{string.Join(", ", Network.Convolutions!.Select(layer => layer.Filters))}]";
    }

    private sealed record Need(string Key, string Value, string Wanted, long Largest, long Floats, string Advice)
    {
        public string What => $"{Key} = {Value}: {Wanted}";
    }
}
