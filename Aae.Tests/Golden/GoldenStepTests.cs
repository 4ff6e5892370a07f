using System.Text.Json;
using Aae.Core.Data;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Aae.Tests.Core.Formats;

namespace Aae.Tests.Golden;

/// <summary>
/// Five training steps against the same steps computed by PyTorch in float64: every loss of every phase, and every parameter
/// at the end. README.md beside this file says how the values were made.
/// </summary>
[Category("Golden")]
internal sealed class GoldenStepTests
{
    private const int Steps = 5;

    /// <summary>
    /// The largest difference allowed, as a part of the parameter's largest absolute value, or of the loss. PyTorch's own
    /// float32 is up to 2.4e-7 from its float64 here, and this engine up to 3e-7 (AVX2, 128-bit vectors, scalar); seven times
    /// that leaves room for other orders of summation. Every parameter moves by 1.3e-3 or more in these steps, so that a wrong gradient
    /// does not fit in.
    /// </summary>
    private const double Tolerance = 2e-6;

    private static readonly string Files = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "Steps");

    [TestCase("sgd", 40, Description = "Five full batches of 8, the paper's optimizers.")]
    [TestCase("short-batch", 20, Description = "Batches of 8, 8, 4, 8, 8 over two epochs; rates that step, gradients that are clipped.")]
    [TestCase("adam", 40, Description = "Five full batches of 8, Adam in every phase.")]
    [TestCase("semi-supervised", 20, Description = "Two heads and two discriminators, 12 labelled images; batches of 8, 8, 4, 8, 8.")]
    [TestCase("label-regularized", 20, Description = "The discriminator reads labels, 12 of 20 images have one; samples of a mixture by class.")]
    public void Five_steps_give_the_losses_and_parameters_of_an_independent_reference(string name, int images)
    {
        Recipe recipe = RecipeCatalog.Load(Path.Combine(Files, name, "recipe.json"));
        Dataset data = ReadImages(images);

        // A run reports the losses of its last step, and every run goes the same way: the run of t steps tells those of step t.
        TrainedModel? model = null;
        Dictionary<string, List<float>> losses = [];
        for (ulong steps = 1; steps <= Steps; steps++)
        {
            var last = new LastLosses();
            var options = new TrainingOptions { Steps = steps, InitialParameters = InitialParameters(name) };
            model = new Trainer(recipe, data, options).Run(last);
            foreach (PhaseLoss phase in last.Losses)
            {
                (losses.TryGetValue(phase.Phase, out List<float>? list) ? list : losses[phase.Phase] = []).Add(phase.Loss);
            }
        }

        using (Assert.EnterMultipleScope())
        {
            CompareLosses(losses, Path.Combine(Files, name, "losses.json"));
            CompareParameters(model!, Path.Combine(Files, name, "expected.safetensors"));
        }
    }

    [TestCase("semi-supervised", 20)]
    [TestCase("label-regularized", 20)]
    public void The_labelled_images_are_those_that_the_reference_draws(string name, int images)
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.File("run"));
        new Trainer(RecipeCatalog.Load(Path.Combine(Files, name, "recipe.json")), ReadImages(images), new TrainingOptions { Folder = run, Steps = 0 }).Run();

        Assert.That(File.ReadAllText(run.Labels), Is.EqualTo(File.ReadAllText(Path.Combine(Files, "labels.json"))));
    }

    // Networks of other widths have values of their own.
    private static string InitialParameters(string name)
    {
        string own = Path.Combine(Files, name, "initial.safetensors");
        return File.Exists(own) ? own : Path.Combine(Files, "initial.safetensors");
    }

    private static Dataset ReadImages(int count)
    {
        Tensor images = Npy.Read(Path.Combine(Files, "images.npy")); // [40, 6, 6], 0 to 255
        ImageSet all = new("golden", images.Shape[1], images.Shape[2], channels: 1, Bytes(images), Bytes(Npy.Read(Path.Combine(Files, "labels.npy"))), classes: 4);
        ImageSet held = all.Slice(0, 4); // only so that the end of an epoch has something to validate
        return new Dataset("golden", all.Slice(0, count), held, held);
    }

    private static byte[] Bytes(Tensor numbers) => [.. numbers.Span.ToArray().Select(number => (byte)number)];

    private static void CompareLosses(Dictionary<string, List<float>> losses, string path)
    {
        Dictionary<string, double[]> expected = JsonSerializer.Deserialize<Dictionary<string, double[]>>(File.ReadAllText(path))!;
        Assert.That(losses.Keys, Is.EqualTo(expected.Keys));
        foreach ((string phase, double[] values) in expected)
        {
            Assert.That(losses[phase], Has.Count.EqualTo(Steps), phase);
            for (int t = 0; t < Steps; t++)
            {
                Assert.That((double)losses[phase][t], Is.EqualTo(values[t]).Within(Tolerance * values[t]), $"the loss of {phase} in step {t}");
            }
        }
    }

    private static void CompareParameters(TrainedModel model, string path)
    {
        using var folder = new TemporaryFolder();
        model.Save(folder.File("model.safetensors"));
        IReadOnlyDictionary<string, Tensor> actual = Safetensors.Read(folder.File("model.safetensors")).Tensors;
        IReadOnlyDictionary<string, Tensor> expected = Safetensors.Read(path).Tensors;
        Assert.That(actual.Keys, Is.EquivalentTo(expected.Keys));
        foreach ((string name, Tensor values) in expected)
        {
            Assert.That(actual[name].Shape, Is.EqualTo(values.Shape), name);
            double difference = LargestDifference(actual[name].Span, values.Span);
            Assert.That(difference, Is.LessThan(Tolerance), $"{name}: the largest difference as a part of the largest value");
        }
    }

    private static double LargestDifference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        double difference = 0, largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)actual[i] - expected[i])); // a NaN stays one
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return difference / largest;
    }

    private sealed class LastLosses : IProgress<TrainingProgress>
    {
        public PhaseLoss[] Losses { get; private set; } = [];

        public void Report(TrainingProgress value) => Losses = [.. value.Losses];
    }
}
