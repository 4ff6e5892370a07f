using System.Numerics.Tensors;
using Aae.Core.Data;
using Aae.Core.Random;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;
using Aae.Models.Training;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Tests.Slow;

/// <summary>
/// Systems of table 1, trained on the built-in digits for some seconds. How near test images come to the nearest of 500 samples
/// tells of the samples and of their variety, beside 500 training images in the same place, and noise whose pixels have the right
/// means but do not know of each other.
/// </summary>
[Category("Slow")]
internal sealed class BaselineLearningTests
{
    private const int Count = 500;

    // Seen: 7.0 and 19.5, 11.2 and 13.0, 13.2 and 17.2, 9.2 and 12.3; training images 10.8, noise 42.5.
    [TestCase("digits-dbn", 9, 21, "phases.layers.0.epochs=4", "epochs=8")]
    [TestCase("digits-stacked-cae", 13.5, 16, "phases.layers.0.epochs=3", "epochs=6")]
    [TestCase("digits-gsn", 16, 21, "epochs=4")]
    [TestCase("digits-gmmn", 11, 16, "moments.after=4", "epochs=10")]
    public void A_learned_prior_makes_images_like_the_digits(string recipe, double error, double distance, params string[] overrides)
    {
        Dataset data = Datasets.Open("digits");
        TrainedModel model = RecipeCatalog.Load(recipe, overrides).Train(data);
        double reconstruction = ReconstructionError.Between(data.Test.Gather(0, Count), model.Reconstruct(data.Test.Slice(0, Count))).HalfSquared;
        TestContext.Out.WriteLine(FormattableString.Invariant($"error {reconstruction:F2}"));
        Assert.That(reconstruction, Is.LessThan(error));
        RequireNear(model, data, distance);
    }

    // Seen: 18.0, and 51.7 (after 8 epochs) by rates with which the generator comes to make one image alone.
    [Test]
    public void A_generator_against_a_discriminator_makes_images_like_the_digits_and_not_one_alone()
    {
        Dataset data = Datasets.Open("digits");
        RequireNear(RecipeCatalog.Load("digits-gan", "epochs=12").Train(data), data, 21);
    }

    // Seen: 18.1.
    [Test]
    public void So_do_convolutions_in_both_networks()
    {
        Dataset data = Datasets.Open("digits");
        Recipe recipe = RecipeCatalog.Load(
            "digits-gan",
            "epochs=8",
            """decoder={"hidden":[128],"initializer":{"kind":"he"},"batchNorm":true,"convolutions":[{"filters":16,"kernel":4,"stride":2},{"filters":8,"kernel":4,"stride":2}]}""",
            """discriminator={"hidden":[64],"activation":"leaky-relu","initializer":{"kind":"he"},"hiddenDropout":0.5,"convolutions":[{"filters":8,"kernel":4,"stride":2},{"filters":16,"kernel":4,"stride":2}]}""");
        RequireNear(recipe.Train(data), data, 21);
    }

    private static void RequireNear(TrainedModel model, Dataset data, double distance)
    {
        double samples = Distance(model.Sample(Count, seed: 1), data);
        double images = Distance(data.Train.Gather(0, Count), data);
        double noise = Distance(Independent(data.Train.Gather(0, 2000)), data);
        TestContext.Out.WriteLine(FormattableString.Invariant($"distances of samples {samples:F3}, images {images:F3}, noise {noise:F3}"));
        Assert.That(samples, Is.LessThan(distance));
        Assert.That(images, Is.LessThan(distance));
        Assert.That(noise, Is.GreaterThan(2 * distance));
    }

    // ½ squared distance from a test image to the nearest of some images, mean over the first test images.
    private static double Distance(Tensor images, Dataset data)
    {
        Tensor test = data.Test.Gather(0, Count);
        return Enumerable.Range(0, Count).AsParallel().AsOrdered().Select(row => Enumerable.Range(0, images.Shape.Rows)
            .Min(other => TensorPrimitives.Distance<float>(test.Row(row), images.Row(other)))).Average(distance => distance * distance / 2.0);
    }

    // Pixels that are white with their own probability.
    private static Tensor Independent(Tensor images)
    {
        var noise = new Tensor(new Shape(Count, images.Shape.Columns));
        RandomStream.Named(1, "noise").FillUniform(noise.Span, step: 0);
        for (int pixel = 0; pixel < images.Shape.Columns; pixel++)
        {
            double mean = Enumerable.Range(0, images.Shape.Rows).Average(row => (double)images.Row(row)[pixel]);
            for (int row = 0; row < Count; row++)
            {
                noise.Row(row)[pixel] = noise.Row(row)[pixel] < mean ? 1 : 0;
            }
        }

        return noise;
    }
}
