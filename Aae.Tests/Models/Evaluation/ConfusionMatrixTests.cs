using Aae.Core;
using Aae.Models.Evaluation;

namespace Aae.Tests.Models.Evaluation;

[Category("Unit")]
internal sealed class ConfusionMatrixTests
{
    [Test]
    public void Rows_are_labels_and_columns_what_was_said_of_them()
    {
        ConfusionMatrix counts = ConfusionMatrix.Count([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 0, 3], labelCount: 3, classCount: 4);

        Assert.That(counts.Rows, Is.EqualTo(new[] { new[] { 1, 1, 0, 0 }, [1, 2, 0, 0], [0, 0, 0, 1] }));
        Assert.That((counts[1, 1], counts[2, 3], counts[0, 3]), Is.EqualTo((2, 1, 0)));
        Assert.That(counts.LabelSums(), Is.EqualTo(new[] { 2, 3, 1 }));
        Assert.That(counts.ClassSums(), Is.EqualTo(new[] { 2, 3, 0, 1 }));
        Assert.That(counts.Error, Is.EqualTo(3 / 6.0));
    }

    [Test]
    public void Classes_that_stand_for_labels_err_where_these_differ()
    {
        ConfusionMatrix counts = ConfusionMatrix.Count([0, 0, 1, 1, 1, 2], [0, 1, 1, 1, 0, 3], labelCount: 3, classCount: 4);

        Assert.That(counts.ErrorOf([1, 1, 0, 2]), Is.EqualTo(2 / 6.0));
        Assert.That(counts.ErrorOf([7, 1, 0, 2]), Is.EqualTo(3 / 6.0), "a label that no image has");
    }

    [Test]
    public void What_is_out_of_range_is_refused()
    {
        Assert.That(() => ConfusionMatrix.Count([0, 1], [0], 2, 2), Throws.TypeOf<AaeException>().With.Message.Contains("2 labels and 1 classes"));
        Assert.That(() => ConfusionMatrix.Count([], [], 2, 2), Throws.TypeOf<AaeException>());
        Assert.That(() => ConfusionMatrix.Count([0, 2], [0, 0], 2, 2), Throws.TypeOf<AaeException>().With.Message.Contains("image 1 has the label 2"));
        Assert.That(() => ConfusionMatrix.Count([0, 1], [-1, 0], 2, 2), Throws.TypeOf<AaeException>().With.Message.Contains("image 0 has the label 0 and the class -1"));
    }
}
