using Aae.Core;
using Aae.Core.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Tensors;

[Category("Unit")]
internal sealed class ShapeTests
{
    private static readonly Arbitrary<int[]> _sizes =
        Gen.Choose(0, Shape.MaxRank).SelectMany(rank => Gen.Choose(0, 9).ArrayOf(rank)).ToArbitrary();

    [FsCheck.NUnit.Property]
    public Property A_shape_tells_its_sizes_and_counts_their_product() => Prop.ForAll(_sizes, sizes =>
    {
        var shape = new Shape(sizes);
        return shape.Rank == sizes.Length
            && shape.ToArray().SequenceEqual(sizes)
            && Enumerable.Range(0, shape.Rank).All(axis => shape[axis] == sizes[axis])
            && shape.Count == sizes.Aggregate(1, (product, size) => product * size)
            && shape.Count == shape.Rows * shape.Columns
            && shape.ToString() == $"[{string.Join(", ", sizes)}]";
    });

    [FsCheck.NUnit.Property]
    public Property Shapes_are_equal_when_their_sizes_are() => Prop.ForAll(_sizes, _sizes, (left, right) =>
    {
        bool same = left.SequenceEqual(right);
        return new Shape(left) == new Shape(right) == same
            && new Shape(left) != new Shape(right) == !same
            && new Shape(left).Equals((object)new Shape(right)) == same
            && new Shape(left).GetHashCode() == new Shape([.. left]).GetHashCode();
    });

    [Test]
    public void Axes_of_size_one_count_for_equality() =>
        Assert.That(new[] { new Shape(5), new Shape(5, 1), new Shape(1, 5), default }, Is.Unique);

    [Test]
    public void The_default_shape_is_a_scalar()
    {
        Shape shape = default;
        Assert.That((shape.Rank, shape.Count, shape.Rows, shape.Columns), Is.EqualTo((0, 1, 1, 1)));
        Assert.That(shape, Is.EqualTo(new Shape([])));
        Assert.That(new Shape(), Is.EqualTo(new Shape([])));
        Assert.That(shape.ToString(), Is.EqualTo("[]"));
    }

    [Test]
    public void An_empty_axis_makes_an_empty_shape()
    {
        Assert.That(new Shape(0, 7).Count, Is.Zero);
        Assert.That(new Shape(0, 7).Columns, Is.EqualTo(7));
        Assert.That(new Shape(7, 0).Rows, Is.EqualTo(7));
        Assert.That(new Shape(70_000, 70_000, 0).Count, Is.Zero);
    }

    [TestCase("a shape has at most 4 axes, not 5", 1, 2, 3, 4, 5)]
    [TestCase("a shape's sizes are 0 or more, not -1", 3, -1)]
    [TestCase("a shape's sizes are 0 or more, not -2", -2)]
    [TestCase("shape [65536, 65536] has more than the 2147483591 elements that a tensor can hold", 65536, 65536)]
    [TestCase("shape [2147483592] has more than the 2147483591 elements that a tensor can hold", 2147483592u)]
    [TestCase("shape [2147483647, 2147483647, 2147483647, 2147483647] has more than the 2147483591 elements that a tensor can hold", int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    [TestCase("shape [0, 65536, 65536] has more than the 2147483591 elements that a tensor can hold", 0, 65536, 65536)]
    public void A_shape_that_cannot_be_is_refused(string message, params object[] sizes) =>
        Assert.That(
            () => new Shape([.. sizes.Select(size => Convert.ToInt32(size))]),
            Throws.TypeOf<AaeException>().With.Message.EqualTo(message));

    [Test]
    public void The_largest_shape_is_allowed() => Assert.That(new Shape(Array.MaxLength).Count, Is.EqualTo(Array.MaxLength));

    [TestCase(-1)]
    [TestCase(2)]
    public void An_axis_that_is_not_there_is_refused(int axis) =>
        Assert.That(
            () => new Shape(3, 4)[axis],
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("shape [3, 4] has 2 axes"));
}
