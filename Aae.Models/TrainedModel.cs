using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Priors;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Models.Variants;

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

    private readonly AdversarialAutoencoder _model;
    private readonly PassPool? _encoding;
    private readonly PassPool _decoding;
    private readonly PassPool? _embedding;

    internal TrainedModel(Recipe recipe, AdversarialAutoencoder model, WorkerTeam? team = null)
    {
        Recipe = recipe;
        _model = model;
        CodeSize = model.Parts.Sum(part => part.Size); // once: a sum over an interface allocates
        Team = team ?? WorkerTeam.Default;
        _encoding = model.HasEncoder ? new PassPool(model.Encoder, Image.Pixels, Team) : null;
        _decoding = new PassPool(model.Decoder, DecoderInputs, Team);
        foreach (LearnedPrior learned in model.Priors.Values.OfType<LearnedPrior>())
        {
            learned.Team = Team;
        }

        _embedding = model.Decoder.Heads is { } heads ? new PassPool(heads, CodeSize, Team) : null;
    }

    /// <summary>The threads that it works with.</summary>
    internal WorkerTeam Team { get; }

    /// <summary>The recipe by which it was trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>The size of the images that it reads and writes.</summary>
    public ImageShape Image => _model.Decoder.Image;

    /// <summary>The parts of a code, in order.</summary>
    public IReadOnlyList<Part> Parts => _model.Parts;

    /// <summary>The number of dimensions of a code.</summary>
    public int CodeSize { get; }

    /// <summary>The part that holds the label for the decoder, which reads it before the code (paper §4); null in other models.</summary>
    public Part? Given => _model.Decoder.Given;

    /// <summary>The numbers from which the decoder makes an image: as many as <see cref="CodeSize"/>, and the label's where it is given.</summary>
    public int DecoderInputs => _model.Decoder.CodeSize;

    /// <summary>The cluster heads W_C [classes, n] of a model whose decoder reads y·W_C + z (paper §7); null in other models.</summary>
    public Tensor? Heads => _model.Decoder.Heads?.Weight.Value is { } heads ? new Tensor(heads.Shape, heads.Span.ToArray()) : null;

    /// <summary>Whether it encodes images; one that does not makes images alone, and whatever needs a code of an image is refused.</summary>
    public bool HasEncoder => _model.HasEncoder;

    /// <summary>Whether q(z|x) is more than one point. <see cref="Encode(ImageSet, CancellationToken)"/> gives its mean, or the code at mean noise.</summary>
    public bool HasRandomCodes => HasEncoder && _model.Encoder.IsRandom;

    /// <summary>The distribution that the codes were pulled onto; in models that learn their prior what they have learned.</summary>
    public Prior Prior => _model.Prior;

    /// <summary>The distribution of what the decoder reads: the prior, beside it each label equally likely where it is given.</summary>
    public Prior DecoderPrior => Given is { } y ? new ProductPrior([Prior.Categorical(y.Size), Prior]) : Prior;

    /// <summary>Whether it learned to classify from labels. Other models with a part y have clusters.</summary>
    public bool LearnedLabels => _model.Classified is not null;

    /// <summary>Whether its discriminator read labels beside codes (paper §2.3).</summary>
    public bool IsRegularizedByLabels => Given is null && _model.Labels is not null;

    /// <summary>The number of classes by which it can be sampled: of y, of the label that the decoder reads, or of its prior; 0 where it has none.</summary>
    public int SampledClasses => (Given ?? Y)?.Size ?? (Prior as ConditionalPrior)?.Classes ?? 0;

    /// <summary>The number of classes or clusters of y; 0 where the code has no such part.</summary>
    public int Classes => Y?.Size ?? 0;

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
    /// <param name="image">Pixels in [0, 1], [channels, height, width], rows from the top.</param>
    /// <returns>As many numbers as <see cref="CodeSize"/>.</returns>
    public float[] Encode(ReadOnlySpan<float> image)
    {
        var code = new float[CodeSize];
        Encode(image, code);
        return code;
    }

    /// <summary>Writes the code of one image. Once a first call is over, this allocates nothing.</summary>
    /// <param name="image">Pixels in [0, 1], [channels, height, width], rows from the top.</param>
    /// <param name="code">Room for as many numbers as <see cref="CodeSize"/>.</param>
    /// <exception cref="AaeException">One of the lengths does not fit, or a pixel is not finite.</exception>
    public void Encode(ReadOnlySpan<float> image, Span<float> code)
    {
        RequireLength(image.Length, Image.Pixels, "image");
        RequireLength(code.Length, CodeSize, "code");
        Map(Encoding, image, code, "images");
    }

    /// <summary>The codes of a batch of images.</summary>
    /// <param name="images">[n, pixels] in [0, 1].</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, code size]</returns>
    public Tensor Encode(Tensor images, CancellationToken cancellation = default) =>
        Map(Encoding, CodeSize, Finite(images, "images").Shape, (start, batch) => CopyRows(images, start, batch), cancellation);

    /// <summary>The codes of a data set's images.</summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, code size]</returns>
    public Tensor Encode(ImageSet images, CancellationToken cancellation = default) => Encode(Encoding, images, cancellation);

    private Tensor Encode(PassPool passes, ImageSet images, CancellationToken cancellation) =>
        Map(passes, CodeSize, new Shape(images.Count, images.Pixels), (start, batch) => batch.CopyFrom(images.Gather(start, batch.Shape.Rows)), cancellation);

    /// <summary>
    /// Codes of a data set's images, one drawn from each q(z|x): samples of the aggregated posterior q(z), which training matched with
    /// the prior. Where the posterior is deterministic, the codes.
    /// </summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="seed">The seed; the same seed gives the same codes.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, code size]</returns>
    public Tensor EncodeSamples(ImageSet images, ulong seed, CancellationToken cancellation = default) => HasRandomCodes
        ? Encode(new PassPool(_model.Encoder, Image.Pixels, Team, seed), images, cancellation)
        : Encode(images, cancellation);

    /// <summary>The class of one image, or its cluster in a model that saw no labels.</summary>
    /// <param name="image">Pixels in [0, 1], [channels, height, width], rows from the top.</param>
    /// <returns>The most probable class of q(y|x), from 0.</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public int Classify(ReadOnlySpan<float> image) => MostProbable(new Tensor(new Shape(1, CodeSize), Encode(image)))[0];

    /// <summary>The classes of a data set's images, or their clusters.</summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>n classes, from 0.</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public int[] Classify(ImageSet images, CancellationToken cancellation = default) => MostProbable(Encode(images, cancellation));

    /// <summary>The distributions q(y|x) of images over the classes, or the clusters.</summary>
    /// <param name="images">[n, pixels] in [0, 1].</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, <see cref="Classes"/>]</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public Tensor Probabilities(Tensor images, CancellationToken cancellation = default) => ProbabilitiesOf(Encode(images, cancellation));

    /// <summary>The distributions q(y|x) of a data set's images over the classes, or the clusters.</summary>
    /// <param name="images">n images of the size of <see cref="Image"/>.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, <see cref="Classes"/>]</returns>
    /// <exception cref="AaeException">The model's code has no part y.</exception>
    public Tensor Probabilities(ImageSet images, CancellationToken cancellation = default) => ProbabilitiesOf(Encode(images, cancellation));

    /// <summary>The most probable classes of codes that the model made.</summary>
    internal int[] MostProbable(Tensor codes) => ClusterLabels.MostProbable(ProbabilitiesOf(codes));

    /// <summary>q(y|x) of codes that the model made [n, <see cref="Classes"/>].</summary>
    internal Tensor ProbabilitiesOf(Tensor codes) =>
        PartOf(codes, Y ?? throw new AaeException("the model has no classes: its code has no part y"));

    /// <summary>One part of codes that the model made.</summary>
    /// <param name="codes">[n, code size]</param>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <returns>[n, the part's size]</returns>
    internal Tensor PartOf(Tensor codes, Part part)
    {
        int first = Parts.TakeWhile(other => other != part).Sum(other => other.Size);
        var columns = new Tensor(new Shape(codes.Shape.Rows, part.Size));
        for (int row = 0; row < codes.Shape.Rows; row++)
        {
            codes.Row(row).Slice(first, part.Size).CopyTo(columns.Row(row));
        }

        return columns;
    }

    // Where there are no passes there is no encoder, which is said where it is asked for.
    private PassPool Encoding => _encoding ?? new PassPool(_model.Encoder, Image.Pixels, Team);

    private Part? Y => Parts.FirstOrDefault(part => part.IsCategorical);

    /// <summary>The image of one code.</summary>
    /// <param name="code">As many numbers as <see cref="DecoderInputs"/>.</param>
    /// <returns>Pixels [channels, height, width], rows from the top.</returns>
    public float[] Decode(ReadOnlySpan<float> code)
    {
        var image = new float[Image.Pixels];
        Decode(code, image);
        return image;
    }

    /// <summary>Writes the image of one code. Once a first call is over, this allocates nothing.</summary>
    /// <param name="code">As many numbers as <see cref="DecoderInputs"/>.</param>
    /// <param name="image">Room for the pixels [channels, height, width], rows from the top.</param>
    /// <exception cref="AaeException">One of the lengths does not fit, or a number of the code is not finite.</exception>
    public void Decode(ReadOnlySpan<float> code, Span<float> image)
    {
        RequireLength(code.Length, DecoderInputs, "code");
        RequireLength(image.Length, Image.Pixels, "image");
        Map(_decoding, code, image, "codes");
    }

    /// <summary>The images of a batch of codes.</summary>
    /// <param name="codes">[n, decoder inputs]</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, pixels]</returns>
    public Tensor Decode(Tensor codes, CancellationToken cancellation = default) =>
        Map(_decoding, Image.Pixels, Finite(codes, "codes").Shape, (start, batch) => CopyRows(codes, start, batch), cancellation);

    /// <summary>What the decoder reads of images: their codes, and before them their labels, one-hot, where a part is given.</summary>
    /// <param name="images">n images; with labels, if the decoder reads them.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, decoder inputs]</returns>
    /// <exception cref="AaeException">The images do not fit, or lack the labels.</exception>
    public Tensor DecoderInput(ImageSet images, CancellationToken cancellation = default)
    {
        if (Given is not { } y)
        {
            return Encode(images, cancellation);
        }

        if (images.Classes != y.Size)
        {
            throw new AaeException($"the decoder reads labels of {y.Size} classes beside the code; {images.Name} has {(images.HasLabels ? $"{images.Classes}" : "none")}");
        }

        Tensor codes = Encode(images, cancellation);
        var input = new Tensor(new Shape(images.Count, DecoderInputs));
        for (int i = 0; i < images.Count; i++)
        {
            input.Row(i)[images.Label(i)] = 1;
            codes.Row(i).CopyTo(input.Row(i)[y.Size..]);
        }

        return input;
    }

    /// <summary>Images encoded and decoded.</summary>
    /// <param name="images">n images; with labels, if the decoder reads them.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, pixels]</returns>
    public Tensor Reconstruct(ImageSet images, CancellationToken cancellation = default) => Decode(DecoderInput(images, cancellation), cancellation);

    /// <summary>
    /// Images as points of the space that z spans: y·W_C + z where there are cluster heads (paper §7), else z alone.
    /// </summary>
    /// <param name="codes">[n, code size], as <see cref="Encode(ImageSet, CancellationToken)"/> gives them.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[n, size of z]</returns>
    public Tensor Embed(Tensor codes, CancellationToken cancellation = default)
    {
        Part z = Parts[^1];
        if (_embedding is not null)
        {
            return Map(_embedding, z.Size, Finite(codes, "codes").Shape, (start, batch) => CopyRows(codes, start, batch), cancellation);
        }

        if (codes.Shape.Rank != 2 || codes.Shape[1] != CodeSize)
        {
            throw new AaeException($"an array {codes.Shape} does not fit: the model's codes are [n, {CodeSize}]");
        }

        return PartOf(codes, z);
    }

    /// <summary>New images: samples of the prior, decoded.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="seed">The seed; the same seed gives the same images.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[count, pixels]</returns>
    public Tensor Sample(int count, ulong seed, CancellationToken cancellation = default) => Decode(DecoderPrior.Sample(count, seed, cancellation), cancellation);

    /// <summary>
    /// New images of classes: decoded with y set to the class and z from its prior, whose draws are those of the seed without classes;
    /// where the code has no y, from the component of the class in the prior.
    /// </summary>
    /// <param name="classes">For each image its class, or cluster, from 0.</param>
    /// <param name="seed">The seed; the same seed gives the same images.</param>
    /// <param name="cancellation">Stops the work between batches.</param>
    /// <returns>[number of classes given, pixels]</returns>
    /// <exception cref="AaeException">The model has no classes, or not so many: see <see cref="SampledClasses"/>.</exception>
    public Tensor Sample(ReadOnlySpan<int> classes, ulong seed, CancellationToken cancellation = default)
    {
        foreach (int of in classes)
        {
            if (of < 0 || of >= SampledClasses)
            {
                throw new AaeException(SampledClasses > 0
                    ? $"there is no class {of}: the model has the classes 0 to {SampledClasses - 1}"
                    : "the model has no classes to sample from: no part y, and no component of its prior for each");
            }
        }

        if (Prior is ConditionalPrior components && (Given ?? Y) is null)
        {
            var z = new Tensor(new Shape(classes.Length, Prior.Size));
            components.Sample(Prior.SampleStream(seed), 0, classes, z);
            return Decode(z, cancellation);
        }

        Tensor codes = DecoderPrior.Sample(classes.Length, seed, cancellation);
        for (int i = 0; i < classes.Length; i++)
        {
            Span<float> y = codes.Row(i)[..SampledClasses]; // y, given or not, comes first
            y.Clear();
            y[classes[i]] = 1;
        }

        return Decode(codes, cancellation);
    }

    /// <summary>The decoder's way forward for a number of rows, for whoever draws more samples than lie in memory.</summary>
    internal RecordedPass DecoderPass(int rows) => new(_model.Decoder, rows, DecoderInputs, Team);

    /// <summary>A checksum of all that its samples depend on: the recipe, the image size and every number of the model.</summary>
    internal ulong Digest()
    {
        var digest = new XxHash3();
        foreach ((string key, string text) in Metadata(Recipe with { About = "" }, Image))
        {
            digest.Append(System.Text.Encoding.UTF8.GetBytes($"{key}\n{text}\n"));
        }

        foreach ((_, Tensor tensor) in _model.Tensors)
        {
            digest.Append(MemoryMarshal.AsBytes(tensor.Span));
        }

        return digest.GetCurrentHashAsUInt64();
    }

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

    private static void RequireLength(int length, int expected, string what)
    {
        if (length != expected)
        {
            throw new AaeException($"the model's {what} has {expected} numbers, not {length}");
        }
    }

    private static void CopyRows(Tensor source, int start, Tensor batch) =>
        source.Span.Slice(start * batch.Shape.Columns, batch.Shape.Count).CopyTo(batch.Span);

    private static void Map(PassPool passes, ReadOnlySpan<float> source, Span<float> result, string what)
    {
        RecordedPass pass = passes.Rent(rows: 1);
        try
        {
            source.CopyTo(pass.Input.Span);
            Finite(pass.Input, what);
            pass.Run().Span.CopyTo(result);
        }
        finally
        {
            passes.GiveBack(pass);
        }
    }

    // Every call has passes of its own; what threads share (the parameters) is only read.
    private static Tensor Map(PassPool passes, int outputs, Shape source, Action<int, Tensor> fill, CancellationToken cancellation)
    {
        // Before memory is made for the result: rows of no width are any number in a small file.
        if (source.Rank != 2 || source[1] != passes.Columns)
        {
            throw new AaeException($"an array {source} does not fit: the model takes [n, {passes.Columns}]");
        }

        int rows = source.Rows;
        var result = new Tensor(new Shape(rows, outputs));
        for (int start = 0; start < rows; start += PassPool.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            RecordedPass pass = passes.Rent(Math.Min(PassPool.BatchSize, rows - start));
            try
            {
                fill(start, pass.Input);
                Tensor output = pass.Run((ulong)start);
                output.Span.CopyTo(result.Span.Slice(start * outputs, output.Shape.Count));
            }
            finally
            {
                passes.GiveBack(pass);
            }
        }

        return result;
    }
}
