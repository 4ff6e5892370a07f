using Aae.Core.Random;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class PartitionAgreementTests
{
    // By hand. [0 0 1 1] against [0 0 1 2]: I = log 2, entropies log 2 and 1.5·log 2; R = 1, A = 2, B = 1, E = 1/3.
    [TestCase(new byte[] { 0, 0, 1, 1 }, new[] { 0, 0, 1, 2 }, 0.8, 4 / 7.0)]
    [TestCase(new byte[] { 0, 0, 1, 1 }, new[] { 1, 1, 0, 0 }, 1, 1)]
    [TestCase(new byte[] { 0, 0, 1, 1 }, new[] { 0, 1, 0, 1 }, 0, -0.5)]
    [TestCase(new byte[] { 0, 0, 0, 0 }, new[] { 0, 1, 2, 3 }, 0, 0)]
    [TestCase(new byte[] { 0, 0, 0, 0 }, new[] { 2, 2, 2, 2 }, 1, 1)]
    [TestCase(new byte[] { 0, 1, 2, 3 }, new[] { 3, 1, 0, 2 }, 1, 1)]
    [TestCase(new byte[] { 1 }, new[] { 2 }, 1, 1)]
    public void Small_cases_have_the_values_of_the_formulas(byte[] labels, int[] clusters, double nmi, double rand)
    {
        ConfusionMatrix counts = ConfusionMatrix.Count(labels, clusters, 4, 4);

        Assert.That(PartitionAgreement.NormalizedMutualInformation(counts), Is.EqualTo(nmi).Within(1e-12));
        Assert.That(PartitionAgreement.AdjustedRandIndex(counts), Is.EqualTo(rand).Within(1e-12));
    }

    [Test]
    public void Other_names_of_labels_and_clusters_and_the_two_exchanged_change_nothing()
    {
        var labels = new byte[200];
        var clusters = new int[200];
        for (int i = 0; i < labels.Length; i++)
        {
            (uint a, uint b, _, _) = new RandomStream(1, 1).Block(0, (uint)i);
            labels[i] = (byte)(a % 5);
            clusters[i] = b % 3 == 0 ? (int)(b / 3 % 5) : labels[i];
        }

        int[] names = [3, 0, 4, 1, 2];
        ConfusionMatrix counts = ConfusionMatrix.Count(labels, clusters, 5, 5);
        ConfusionMatrix renamed = ConfusionMatrix.Count([.. labels.Select(label => (byte)names[label])], [.. clusters.Select(k => names[names[k]])], 5, 5);
        ConfusionMatrix exchanged = ConfusionMatrix.Count([.. clusters.Select(k => (byte)k)], [.. labels.Select(label => (int)label)], 5, 5);
        foreach (ConfusionMatrix other in new[] { renamed, exchanged })
        {
            Assert.That(
                PartitionAgreement.NormalizedMutualInformation(other),
                Is.EqualTo(PartitionAgreement.NormalizedMutualInformation(counts)).Within(1e-12).And.InRange(0.2, 0.9));
            Assert.That(
                PartitionAgreement.AdjustedRandIndex(other), Is.EqualTo(PartitionAgreement.AdjustedRandIndex(counts)).Within(1e-12).And.InRange(0.2, 0.9));
        }
    }

    [Test]
    public void Clusters_by_chance_have_an_adjusted_index_around_0()
    {
        double sum = 0;
        for (uint trial = 0; trial < 50; trial++)
        {
            var clusters = new int[100];
            var labels = new byte[100];
            for (int i = 0; i < labels.Length; i++)
            {
                (uint a, uint b, _, _) = new RandomStream(2, 1).Block(trial, (uint)i);
                labels[i] = (byte)(a % 10);
                clusters[i] = (int)(b % 10);
            }

            sum += PartitionAgreement.AdjustedRandIndex(ConfusionMatrix.Count(labels, clusters, 10, 10));
        }

        // A single one varies by about 0.013.
        Assert.That(sum / 50, Is.EqualTo(0).Within(0.01));
    }
}
