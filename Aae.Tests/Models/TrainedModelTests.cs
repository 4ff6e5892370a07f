using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Networks;
using Aae.Models.Recipes;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Models;

/// <summary>Files and arrays that claim more than they hold.</summary>
[Category("Unit")]
internal sealed class TrainedModelTests
{
    private static readonly ImageShape s_image = new(4, 4, 1);

    private TemporaryFolder _folder = null!;
    private TrainedModel _model = null!;

    private string FilePath => _folder.File("model.safetensors");

    [SetUp]
    public void SaveModel()
    {
        _folder = new TemporaryFolder();
        _model = new TrainedModel(SmallRun.Recipe(), SmallRun.Recipe().Create(s_image));
        _model.Save(FilePath);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("encoder.hidden=[65536, 4096]", "'encoder.hidden1.weight' has the shape [16, 12], the model's [16, 65536]")]
    [TestCase("encoder.hidden=[65536, 65536]", "the recipe in it makes no model: shape [65536, 65536] has more than")]
    [TestCase("discriminator.hidden=[10000, 10000, 10000]", "'discriminator.z.hidden1.weight' has the shape [2, 9], the model's [2, 10000]")]
    [TestCase("phases.generator={\"kind\": \"adam\", \"rate\": 1}", null)]
    [TestCase("code.z.prior={\"kind\": \"empirical\", \"file\": \"absent.npy\"}", null)]
    public void A_recipe_that_claims_more_than_the_file_holds_takes_no_memory(string assignment, string? complaint)
    {
        Rewrite("recipe", RecipeJson.Write(SmallRun.Recipe(assignment)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (complaint is null)
        {
            TrainedModel.Load(FilePath);
        }
        else
        {
            Assert.That(() => TrainedModel.Load(FilePath), Throws.InstanceOf<AaeException>().With.Message.StartsWith($"{FilePath}: {complaint}"));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void A_model_s_digest_is_of_what_its_samples_depend_on()
    {
        Recipe recipe = SmallRun.Recipe();
        var model = recipe.Create(s_image);
        ulong digest = new TrainedModel(recipe, model).Digest();
        Assert.That(new TrainedModel(recipe with { About = "In other words." }, model).Digest(), Is.EqualTo(digest));
        Assert.That(new TrainedModel(recipe with { Seed = 2 }, model).Digest(), Is.Not.EqualTo(digest));
        model.Tensors.First().Value.Span[0]++;
        Assert.That(new TrainedModel(recipe, model).Digest(), Is.Not.EqualTo(digest));
    }

    [TestCase("basic")]
    [TestCase("mmd")]
    public void A_model_encodes_without_the_file_of_its_prior_and_samples_with_it(string variant)
    {
        string prior = _folder.File("prior.npy");
        Npy.Write(prior, new Tensor(new Shape(1, 2), [0.5f, 0.25f]));
        Recipe recipe = SmallRun.Of(variant, $"code.z.prior={{\"kind\":\"empirical\",\"file\":\"{prior}\"}}");
        new TrainedModel(recipe, recipe.Create(s_image)).Save(FilePath);
        File.Delete(prior);

        TrainedModel model = TrainedModel.Load(FilePath);

        Assert.That(model.Encode(new float[s_image.Pixels]), Has.Length.EqualTo(2));
        Assert.That(() => model.Sample(1, 1), Throws.InstanceOf<AaeException>().With.Message.EqualTo($"{prior}: no such file"));
        Npy.Write(prior, new Tensor(new Shape(1, 2), [0.5f, 0.25f]));
        Assert.That(model.Sample(1, 1).Span.ToArray(), Is.EqualTo(model.Decode([0.5f, 0.25f])));
        Assert.That(() => { File.Delete(prior); recipe.Create(s_image); }, Throws.InstanceOf<AaeException>().With.Message.EqualTo($"{prior}: no such file"));
    }

    [TestCase("65536x65536x1")]
    [TestCase("65536x65536x65536")]
    [TestCase("2147483647x2147483647x2147483647")]
    [TestCase("0x4x4")]
    [TestCase("4x4")]
    [TestCase("4\nx4x1")]
    public void An_image_size_that_is_none_is_refused(string size)
    {
        Rewrite("image", size);
        Assert.That(
            () => TrainedModel.Load(FilePath),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("image size").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_parameter_s_name_is_shown_on_one_line()
    {
        SafetensorsFile file = Safetensors.Read(FilePath);
        Safetensors.Write(FilePath, [.. file.Tensors, KeyValuePair.Create("a\nb", new Tensor(new Shape(1)))], file.Metadata, checksum: true);
        Assert.That(() => TrainedModel.Load(FilePath), Throws.TypeOf<InvalidFileException>().With.Message.Contains("no parameter 'a?b'"));
    }

    [Test]
    public void Rows_of_another_width_are_refused_before_memory_is_made()
    {
        var rows = new Tensor(new Shape(100_000_000, 0)); // a file of 128 bytes
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => _model.Decode(rows), Throws.TypeOf<AaeException>().With.Message.EqualTo("an array [100000000, 0] does not fit: the model takes [n, 2]"));
        Assert.That(() => _model.Encode(rows), Throws.TypeOf<AaeException>().With.Message.EqualTo("an array [100000000, 0] does not fit: the model takes [n, 16]"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    private void Rewrite(string key, string text)
    {
        SafetensorsFile file = Safetensors.Read(FilePath);
        Safetensors.Write(FilePath, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = text }, checksum: true);
    }
}
