using System.Globalization;
using System.Numerics.Tensors;
using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Networks;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Models.Variants;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models;

/// <summary>
/// A trained model: encodes images, decodes codes, samples. Its parameters do not change any more, so any number of threads
/// may use one at the same time.
/// </summary>
public sealed class TrainedModel
{
    internal const string FormatKey = "format";
    internal const string RecipeKey = "recipe";
    internal const string ImageKey = "image";
    private const string Format = "aae-model-1";
    private const int BatchSize = 500;

    private readonly AdversarialAutoencoder _model;
    private readonly WorkerTeam _team;

    internal TrainedModel(Recipe recipe, AdversarialAutoencoder model, WorkerTeam? team = null)
    {
        Recipe = recipe;
        _model = model;
        _team = team ?? WorkerTeam.Default;
    }

    /// <summary>The recipe by which it was trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>The size of the images that it reads and writes.</summary>
    public ImageShape Image => _model.Encoder.Image;

    /// <summary>The number of dimensions of a code.</summary>
    public int CodeSize => _model.Decoder.CodeSize;

    /// <summary>The distribution that the codes were pulled onto.</summary>
    public Prior Prior => _model.Prior;

    /// <summary>Whether it learned to classify from labels. Other models with a part y have clusters.</summary>
    public bool LearnedLabels => _model.Classified is not null;

    /// <summary>Reads a model from a file: one that <see cref="Save"/> wrote, or a run's checkpoint.</summary>
    /// <param name="path">The .safetensors file.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    /// <exception cref="AaeException">The file is missing, corrupt or no model.</exception>
    public static TrainedModel Load(string path, WorkerTeam? team = null)
    {
        SafetensorsFile file = Safetensors.Read(path);

        // A model from elsewhere needs no checksum; of what this program wrote a checksum that is missing is damage.
        return Of(path, file.Metadata.ContainsKey(FormatKey) ? CheckpointFile.Verified(path, file) : file, team);
    }

    /// <summary>The model in a file.</summary>
    /// <param name="path">The file's path, for error messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="team">The threads to work with; null for those that the process may use.</param>
    internal static TrainedModel Of(string path, SafetensorsFile file, WorkerTeam? team)
    {
        if (!file.Metadata.TryGetValue(RecipeKey, out string? json) || !file.Metadata.TryGetValue(ImageKey, out string? size))
        {
            throw new InvalidFileException(path, "no model: the metadata lack 'recipe' and 'image'");
        }

        int[] sizes = [.. size.Split('x').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
        if (sizes is not [> 0, > 0, > 0] || (Int128)sizes[0] * sizes[1] * sizes[2] > Array.MaxLength)
        {
            throw new InvalidFileException(path, $"the metadata's image size {InputFile.Quote(size)} is not of the form 28x28x1, or too large");
        }

        var recipe = RecipeJson.Read(json, $"{path}, recipe");
        AdversarialAutoencoder model = Blank(path, recipe, new ImageShape(sizes[0], sizes[1], sizes[2]));

        // Memory for parameters is made only where the file has as many: the recipe in it may claim anything.
        ParameterFile.Apply(path, file, model.Tensors, complete: true, averages: true);
        return new TrainedModel(recipe, model, team);
    }

    private static AdversarialAutoencoder Blank(string path, Recipe recipe, ImageShape image)
    {
        try
        {
            return recipe.CreateBlank(image);
        }
        catch (AaeException refused)
        {
            throw new AaeException($"{path}: the recipe in it makes no model: {refused.Message}", refused);
        }
    }

    /// <summary>Writes the model to a file from which <see cref="Load"/> reads it back, bit by bit.</summary>
    /// <param name="path">The .safetensors file; replaced whole or not at all.</param>
    public void Save(string path) => Safetensors.Write(path, _model.Tensors, Metadata(Recipe, Image), checksum: true);

    /// <summary>The code of one image.</summary>
    /// <param name="image">Pixels in [0, 1], rows from the top.</param>
    /// <returns>As many numbers as <see cref="CodeSize"/>.</returns>
    public float[] Encode(ReadOnlySpan<float> image) => Encode(new Tensor(new Shape(1, Image.Pixels), image)).Span.ToArray();

    /// <summary>The codes of a batch of images.</summary>
    /// <param name="images">[n, pixels] in [0, 1].</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, code size]</returns>
    public Tensor Encode(Tensor images, CancellationToken cancellation = default) =>
        Map(_model.Encoder, Finite(images, "images").Shape, (start, batch) => CopyRows(images, start, batch), cancellation);

    /// <summary>The codes of a data set's images.</summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, code size]</returns>
    public Tensor Encode(ImageSet images, CancellationToken cancellation = default) =>
        Map(_model.Encoder, new Shape(images.Count, images.Pixels), (start, batch) => CopyRows(images.Gather(start, batch.Shape.Rows), 0, batch), cancellation);

    /// <summary>The class of one image, or its cluster in a model that saw no labels.</summary>
    /// <param name="image">Pixels in [0, 1], rows from the top.</param>
    /// <returns>The most probable class of q(y|x), from 0.</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public int Classify(ReadOnlySpan<float> image) => MostProbable(new Tensor(new Shape(1, CodeSize), Encode(image)))[0];

    /// <summary>The classes of a data set's images, or their clusters.</summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>n classes, from 0.</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public int[] Classify(ImageSet images, CancellationToken cancellation = default) => MostProbable(Encode(images, cancellation));

    /// <summary>The most probable classes of codes that the model made.</summary>
    internal int[] MostProbable(Tensor codes)
    {
        IReadOnlyList<Part> parts = _model.Encoder.Parts;
        Part y = parts.FirstOrDefault(part => part.IsCategorical) ?? throw new AaeException("the model has no classes: its code has no part y");
        int first = parts.TakeWhile(part => part != y).Sum(part => part.Size);
        return [.. Enumerable.Range(0, codes.Shape.Rows).Select(row => TensorPrimitives.IndexOfMax<float>(codes.Row(row).Slice(first, y.Size)))];
    }

    /// <summary>The image of one code.</summary>
    /// <param name="code">As many numbers as <see cref="CodeSize"/>.</param>
    /// <returns>Pixels, rows from the top.</returns>
    public float[] Decode(ReadOnlySpan<float> code) => Decode(new Tensor(new Shape(1, CodeSize), code)).Span.ToArray();

    /// <summary>The images of a batch of codes.</summary>
    /// <param name="codes">[n, code size]</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, pixels]</returns>
    public Tensor Decode(Tensor codes, CancellationToken cancellation = default) =>
        Map(_model.Decoder, Finite(codes, "codes").Shape, (start, batch) => CopyRows(codes, start, batch), cancellation);

    /// <summary>New images: samples of the prior, decoded.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="seed">The seed; the same seed gives the same images.</param>
    /// <returns>[count, pixels]</returns>
    public Tensor Sample(int count, ulong seed) => Decode(Prior.Sample(count, seed));

    /// <summary>What a file must say besides the parameters for a model to be read from it.</summary>
    internal static Dictionary<string, string> Metadata(Recipe recipe, ImageShape image) => new()
    {
        [FormatKey] = Format,
        [RecipeKey] = RecipeJson.Write(recipe),
        [ImageKey] = string.Create(CultureInfo.InvariantCulture, $"{image.Height}x{image.Width}x{image.Channels}"),
    };

    private static Tensor Finite(Tensor tensor, string what)
    {
        Evaluation.Samples.RequireFinite(tensor, what);
        return tensor;
    }

    private static void CopyRows(Tensor source, int start, Tensor batch) => batch.CopyFrom(source.Rows(start, batch.Shape.Rows));

    // Every call has tapes of its own; what threads share (the parameters) is only read.
    private Tensor Map(Module network, Shape source, Action<int, Tensor> fill, CancellationToken cancellation)
    {
        (int inputs, int outputs) = network == _model.Encoder ? (Image.Pixels, CodeSize) : (CodeSize, Image.Pixels);

        // Before memory is made for the result: rows of no width are any number in a small file.
        if (source.Rank != 2 || source[1] != inputs)
        {
            throw new AaeException($"an array {source} does not fit: the model takes [n, {inputs}]");
        }

        int rows = source.Rows;
        var result = new Tensor(new Shape(rows, outputs));
        Tensor? batch = null;
        Tape? tape = null;
        Variable? output = null;
        for (int start = 0; start < rows; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(BatchSize, rows - start);
            if (batch?.Shape.Rows != size)
            {
                batch = new Tensor(new Shape(size, inputs));
                tape = null;
            }

            fill(start, batch);
            if (tape is null)
            {
                tape = new Tape(moves: [], training: false, team: _team);
                output = network.Apply(tape, tape.Constant(batch));
            }
            else
            {
                tape.Forward();
            }

            result.Rows(start, size).CopyFrom(output!.Value);
        }

        return result;
    }
}
