using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class ClusteringQualityTests
{
    // Four images in three clusters; none falls into the last, which image 2 comes nearest to.
    private static readonly Tensor Validation = Rows(3, 0.9f, 0.1f, 0, 0.8f, 0.2f, 0, 0.6f, 0.1f, 0.3f, 0.05f, 0.95f, 0);
    private static readonly byte[] ValidationLabels = [1, 0, 0, 2];

    private static readonly Tensor Test = Rows(3, 0.7f, 0.2f, 0.1f, 0.5f, 0.3f, 0.2f, 0.9f, 0, 0.1f, 0.1f, 0.8f, 0.1f, 0, 0.1f, 0.9f);
    private static readonly byte[] TestLabels = [0, 0, 1, 2, 0];

    private static Tensor Rows(int columns, params float[] values) => new(new Shape(values.Length / columns, columns), values);

    [Test]
    public void By_the_paper_s_protocol_the_most_probable_image_names_a_cluster_and_by_majority_all_of_its_images()
    {
        Assert.That(ClusterLabels.ByMostProbableImage(Validation, ValidationLabels), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(ClusterLabels.ByMajority(Validation, ValidationLabels), Is.EqualTo(new[] { 0, 2, 0 }), "the last has no vote");

        ClusteringQuality quality = ClusteringQuality.Measure(Validation, ValidationLabels, Test, TestLabels);

        Assert.That(quality.Error, Is.EqualTo(2 / 5.0).Within(1e-12));
        Assert.That(quality.MajorityError, Is.EqualTo(1 / 5.0).Within(1e-12));
        Assert.That(quality.Labels, Is.EqualTo(new[] { 1, 2, 0 }));
    }

    [Test]
    public void Only_validation_images_name_clusters()
    {
        byte[] otherLabels = [2, 2, 2, 2, 2];
        Assert.That(ClusteringQuality.Measure(Validation, ValidationLabels, Test, otherLabels).Labels, Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(ClusteringQuality.Measure(Validation, ValidationLabels, Test, otherLabels).MajorityError, Is.EqualTo(4 / 5.0).Within(1e-12));
    }

    [Test]
    public void Of_images_with_equal_probabilities_the_first_decides_and_of_labels_with_equal_votes_the_smaller()
    {
        Tensor saturated = Rows(2, 1, 0, 1, 0, 0, 1);
        Assert.That(ClusterLabels.ByMostProbableImage(saturated, [2, 1, 0]), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(ClusterLabels.ByMajority(saturated, [2, 1, 0]), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public void Where_the_softmax_has_reached_1_the_image_with_the_least_of_other_clusters_decides()
    {
        Tensor saturated = Rows(3, 1, 1e-9f, 1e-9f, 1, 1e-20f, 1e-10f, 1, 1e-8f, 0);
        Assert.That(ClusterLabels.ByMostProbableImage(saturated, [0, 1, 2])[0], Is.EqualTo(1));
    }

    [Test]
    public void The_order_of_clusters_and_of_test_images_does_not_matter()
    {
        ClusteringQuality quality = ClusteringQuality.Measure(Validation, ValidationLabels, Test, TestLabels);
        int[] clusters = [2, 0, 1];
        int[] images = [4, 2, 0, 1, 3];

        ClusteringQuality other = ClusteringQuality.Measure(
            Permuted(Validation, [0, 1, 2, 3], clusters), ValidationLabels, Permuted(Test, images, clusters), [.. images.Select(i => TestLabels[i])]);

        Assert.That(other.Error, Is.EqualTo(quality.Error));
        Assert.That(other.MajorityError, Is.EqualTo(quality.MajorityError));
        Assert.That(other.NormalizedMutualInformation, Is.EqualTo(quality.NormalizedMutualInformation).Within(1e-12));
        Assert.That(other.AdjustedRandIndex, Is.EqualTo(quality.AdjustedRandIndex).Within(1e-12));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Refuses(() => ClusteringQuality.Measure(Validation, [0], Test, TestLabels), "probabilities [4, 3] and 1 labels");
        Refuses(() => ClusteringQuality.Measure(Validation, ValidationLabels, Rows(2, 0, 1), [0]), "differ in their number of clusters");
        Refuses(() => ClusteringQuality.Measure(Validation, ValidationLabels, Rows(3, 0, float.NaN, 1), [0]), "row 0, column 1 is NaN");
        Refuses(() => ClusteringQuality.Measure(new Tensor(new Shape(0, 3)), [], Test, TestLabels), "n of 1 or more");

        static void Refuses(Action measure, string message) =>
            Assert.That(measure, Throws.InstanceOf<AaeException>().With.Message.Contains(message));
    }

    private static Tensor Permuted(Tensor source, int[] rows, int[] columns)
    {
        var result = new Tensor(source.Shape);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                result.Row(i)[k] = source.Row(rows[i])[columns[k]];
            }
        }

        return result;
    }
}
