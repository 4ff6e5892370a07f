using Aae.Core;
using Aae.Core.Data;
using Aae.Core.Tensors;
using Aae.Models;
using Aae.Models.Figures;
using Aae.Models.Training;

namespace Aae.Tests.Models.Figures;

/// <summary>Style grids and clusters: what stands in which row and column.</summary>
[Category("Unit")]
internal sealed class ClassFigureTests
{
    private static readonly Dataset Data = SmallRun.Data();

    private static TrainedModel SemiSupervised() => new Trainer(SmallRun.SemiSupervised(), Data).Run();

    [Test]
    public void A_style_in_all_classes_is_its_z_beside_each_one_hot_label()
    {
        // y [3] and z [2]: of the code's own y nothing is left.
        Tensor codes = new ClassCodes(SemiSupervised()).InAllClasses(new Tensor(new Shape(1, 5), [0.2f, 0.5f, 0.3f, 7, -4]));

        Assert.That(codes.Span.ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 7, -4, 0, 1, 0, 7, -4, 0, 0, 1, 7, -4 }));
        Assert.That(
            new ClassCodes(SemiSupervised()).InAllClasses(code: null).Span.ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0 }));
    }

    [Test]
    public void A_label_that_the_decoder_is_given_stands_where_the_decoder_reads_it()
    {
        // The encoder makes z alone, the decoder reads [y, z].
        TrainedModel model = new Trainer(SmallRun.Supervised(), Data).Run();

        Tensor codes = new ClassCodes(model).InAllClasses(new Tensor(new Shape(1, 2), [7, -4]));

        Assert.That(codes.Span.ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 7, -4, 0, 1, 0, 7, -4, 0, 0, 1, 7, -4 }));
    }

    [Test]
    public void A_code_without_a_class_has_no_style_grid() => Assert.That(
        () => StyleGrid.Write("never-written.png", new Trainer(SmallRun.Recipe(), Data).Run(), Data.Test.Gather(0, 2)),
        Throws.TypeOf<AaeException>().With.Message.Contains("no part y"));

    [Test]
    public void Each_row_of_styles_begins_with_its_image_and_goes_on_with_the_labels()
    {
        TrainedModel model = SemiSupervised();
        Tensor images = StyleGrid.Examples(Data.Test, most: 10);
        Canvas grid = StyleGrid.Draw(model, images, CancellationToken.None);

        // Three labels; test image i has the label i mod 3. Images of 4 × 4 pixels are drawn 14 times as large.
        Assert.That(images.Span.ToArray(), Is.EqualTo(Data.Test.Gather(0, 3).Span.ToArray()));
        Assert.That((grid.Width, grid.Height), Is.EqualTo((20 + 4 * 58 - 2 + 14 + 10, 30 + 3 * 58 - 2 + 10)));
        for (int row = 0; row < 3; row++)
        {
            Tensor decoded = model.Decode(new ClassCodes(model).InAllClasses(model.Encode(images.Rows(row, 1))));
            Assert.That(grid[20 + 3, 30 + row * 58 + 3], Is.EqualTo(Grey(images.Row(row)[0])), $"image {row}");
            for (int label = 0; label < 3; label++)
            {
                int x = 20 + 14 + (label + 1) * 58;
                Assert.That(grid[x + 3, 30 + row * 58 + 3], Is.EqualTo(Grey(decoded.Row(label)[0])), $"{row}, {label}");
                Assert.That(grid[x + 55, 30 + row * 58 + 55], Is.EqualTo(Grey(decoded.Row(label)[15])), $"{row}, {label}");
            }
        }
    }

    [Test]
    public void Members_of_a_cluster_are_drawn_evenly_from_all_of_it()
    {
        int[] clusters = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 1 ? 2 : 0)];

        Assert.That(ClusterGrid.Drawn(clusters, 2), Is.EqualTo(Enumerable.Range(0, 10).Select(j => 4 * (10 * j + 5) + 1)));
        Assert.That(ClusterGrid.Drawn([5, 1, 5, 5], 5), Is.EqualTo(new[] { 0, 2, 3 }), "a small one is shown whole");
        Assert.That(ClusterGrid.Drawn(clusters, 1), Is.Empty);
    }

    [Test]
    public void Each_row_of_clusters_begins_with_the_head_and_an_empty_cluster_has_no_more()
    {
        TrainedModel model = new Trainer(SmallRun.Clustering("code.y.classes=12"), Data).Run();
        Canvas grid = ClusterGrid.Draw(model, Data.Test, CancellationToken.None);
        int[] clusters = model.Classify(Data.Test);
        Tensor heads = model.Decode(new ClassCodes(model).InAllClasses(code: null));
        int left = grid.Width - 10 - 14 - 11 * 58 + 2;
        for (int k = 0; k < 12; k++)
        {
            int y = 30 + k * 58 + 3;
            int first = Array.IndexOf(clusters, k);
            Assert.That(grid[left + 3, y], Is.EqualTo(Grey(heads.Row(k)[0])), $"head {k}");
            Assert.That(grid[left + 58 + 14 + 3, y], Is.EqualTo(first < 0 ? Rgb.White : Grey(Data.Test.Gather(first, 1).Span[0])), $"cluster {k}");
        }

        Assert.That(clusters.Distinct().Count(), Is.LessThan(12), "one is empty: 12 clusters, 10 images");
    }

    private static Rgb Grey(float value)
    {
        byte grey = (byte)MathF.Round(Math.Clamp(value, 0, 1) * 255);
        return new Rgb(grey, grey, grey);
    }
}
