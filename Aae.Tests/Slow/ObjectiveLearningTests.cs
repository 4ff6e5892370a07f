using Aae.Core.Data;
using Aae.Models;
using Aae.Models.Evaluation;
using Aae.Models.Recipes;
using Aae.Models.Training;

namespace Aae.Tests.Slow;

/// <summary>
/// Posteriors and objectives beside the paper's own, trained on the built-in digits for some seconds. The mean image alone has an
/// error of 22; codes that tell nothing of the image but fill the prior would pass for a match.
/// </summary>
[Category("Slow")]
internal sealed class ObjectiveLearningTests
{
    // Seen after 8 epochs: 14.1 and 14.2, deviations of 0.96 to 1.2.
    [TestCase("digits-2d-gaussian-posterior")]
    [TestCase("digits-2d-universal")]
    public void A_random_posterior_is_pulled_onto_the_prior_and_still_tells_of_the_image(string recipe)
    {
        (TrainedModel model, EvaluationReport report) = Train(recipe, "epochs=6");

        Assert.That(model.HasRandomCodes);
        Assert.That(report.ReconstructionHalfSquared, Is.LessThan(18));
        Assert.That(report.MeanDistance, Is.LessThan(0.6));
        Assert.That(report.SmallestDeviation, Is.GreaterThan(0.5));
        Assert.That(report.LargestDeviation, Is.LessThan(1.7));
    }

    [Test]
    public void A_variational_autoencoder_learns()
    {
        EvaluationReport report = Train("digits-2d-vae", "epochs=8").Report;

        // Seen: 15.8, deviations of 0.57 to 0.64. A posterior that has collapsed onto the prior has an error of 22.
        Assert.That(report.ReconstructionHalfSquared, Is.LessThan(18));
        Assert.That(report.SmallestDeviation, Is.GreaterThan(0.3));
        Assert.That(report.LargestDeviation, Is.LessThan(1.5));
    }

    // Seen: 7.4 and 8.4, deviations of 0.8 to 1.1.
    [TestCase]
    [TestCase(
        "match.kind=joint", "discriminator={\"hidden\":[128,128],\"initializer\":{\"kind\":\"he\"}}",
        "phases.discriminator={\"kind\":\"adam\",\"rate\":0.0005,\"beta1\":0.5}")]
    public void A_joint_objective_reconstructs_and_matches_the_prior(params string[] overrides)
    {
        EvaluationReport report = Train("digits-wae-mmd", ["epochs=5", .. overrides]).Report;

        Assert.That(report.ReconstructionHalfSquared, Is.LessThan(10));
        Assert.That(report.SmallestDeviation, Is.GreaterThan(0.6));
        Assert.That(report.LargestDeviation, Is.LessThan(1.6));
        Assert.That(report.MeanDistance, Is.LessThan(0.6));
    }

    private static (TrainedModel Model, EvaluationReport Report) Train(string recipe, params string[] overrides)
    {
        Dataset data = Datasets.Open("digits");
        TrainedModel model = RecipeCatalog.Load(recipe, overrides).Train(data);
        EvaluationReport report = ModelEvaluation.Run(model, data.Test);
        TestContext.Out.WriteLine(
            FormattableString.Invariant($"{report.ReconstructionHalfSquared:F2}, mean {report.MeanDistance:F3}, deviations {report.SmallestDeviation:F3} to {report.LargestDeviation:F3}, sliced Wasserstein {report.SlicedWasserstein:F3}"));
        return (model, report);
    }
}
