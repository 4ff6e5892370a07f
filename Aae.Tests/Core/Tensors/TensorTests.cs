using System.Numerics.Tensors;
using Aae.Core;
using Aae.Core.Tensors;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Tests.Core.Tensors;

[Category("Unit")]
internal sealed unsafe class TensorTests
{
    [Test]
    public void A_new_tensor_is_zero_and_lies_on_a_64_byte_boundary([Values(1, 2, 15, 16, 17, 1000, 100_000)] int count)
    {
        var tensor = new Tensor(new Shape(count));
        Assert.That(tensor.Span.Length, Is.EqualTo(count));
        Assert.That(tensor.Span.IndexOfAnyExcept(0f), Is.EqualTo(-1));
        Assert.That((long)tensor.Pointer % 64, Is.Zero);
    }

    [Test]
    public void A_shape_takes_no_memory_before_elements_are_asked_for()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var tensor = new Tensor(new Shape(1 << 20));
        Assert.That(tensor.Shape.Count, Is.EqualTo(1 << 20));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 18));
        tensor.Span[0] = 1;
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.GreaterThan(1 << 22));
        Assert.That(tensor.Rows(0, 1).Span[0] + tensor.Reshape(new Shape(1, 1 << 20)).Span[0], Is.EqualTo(2));
    }

    [Test]
    public void Threads_that_ask_first_at_the_same_time_share_the_elements()
    {
        const int threads = 2;
        const int rounds = 100;
        Tensor[] tensors = [.. Enumerable.Range(0, rounds).Select(_ => new Tensor(new Shape(1 << 18)))]; // large, so that memory takes a while
        using var start = new Barrier(threads);
        Thread[] writers = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            foreach (Tensor tensor in tensors)
            {
                start.SignalAndWait();
                tensor.Span[i] = 1;
            }
        }))];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => writer.Join());
        Assert.That(tensors.Select(tensor => tensor.Span[0] + tensor.Span[1]), Is.All.EqualTo(2));
    }

    [Test]
    public void A_tensor_stays_where_it_is()
    {
        var tensor = new Tensor(new Shape(1000));
        long before = (long)tensor.Pointer;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.That((long)tensor.Pointer, Is.EqualTo(before));
    }

    [Test]
    public void The_pointer_and_the_span_are_the_same_memory()
    {
        Tensor tensor = Counting(4, 5).Rows(1, 2);
        Assert.That(tensor.Pointer[3], Is.EqualTo(8));
        tensor.Pointer[3] = -1;
        Assert.That(tensor.Span[3], Is.EqualTo(-1));
    }

    [Test]
    public void Elements_are_copied_in()
    {
        float[] elements = [1, 2, 3, 4, 5, 6];
        var tensor = new Tensor(new Shape(2, 3), elements);
        elements[0] = 9;
        Assert.That(tensor.Span.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(
            () => new Tensor(new Shape(2, 3), [1, 2]),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a tensor [2, 3] needs 6 elements, not 2"));
    }

    [Test]
    public void A_row_is_a_window()
    {
        Tensor tensor = Counting(2, 3, 2);
        Assert.That(tensor.Row(1).ToArray(), Is.EqualTo(new float[] { 6, 7, 8, 9, 10, 11 }));
        tensor.Row(1)[0] = -6;
        Assert.That(tensor.Span[6], Is.EqualTo(-6));
        Assert.That(new Tensor(default).Row(0).Length, Is.EqualTo(1));
    }

    [TestCase(-1)]
    [TestCase(2)]
    [TestCase(int.MaxValue)]
    [TestCase(int.MinValue)]
    public void A_row_that_is_not_there_is_refused(int index)
    {
        foreach (Shape shape in new[] { new Shape(2, 3), new Shape(2, 0) })
        {
            Assert.That(
                () => new Tensor(shape).Row(index).Length,
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains($"a tensor {shape} has 2 rows"));
        }
    }

    [Test]
    public void Views_share_the_memory()
    {
        Tensor tensor = Counting(4, 6);
        Tensor reshaped = tensor.Reshape(new Shape(8, 3));
        Tensor rows = reshaped.Rows(2, 3);
        Assert.That(rows.Shape, Is.EqualTo(new Shape(3, 3)));
        Assert.That(rows.Span.ToArray(), Is.EqualTo(Enumerable.Range(6, 9)));
        rows.Rows(1, 1).Span.Fill(-1);
        Assert.That(tensor.Span[9..12].ToArray(), Is.All.EqualTo(-1));
        Assert.That(tensor.Rows(4, 0).Span.Length, Is.Zero);
    }

    [TestCase(-1, 1)]
    [TestCase(0, -1)]
    [TestCase(3, 2)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void Rows_that_are_not_there_are_refused(int start, int count) =>
        Assert.That(() => Counting(4, 6).Rows(start, count), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_scalar_has_one_element_and_cannot_be_cut()
    {
        var scalar = new Tensor(default, [3]);
        Assert.That(scalar.Span.ToArray(), Is.EqualTo(new float[] { 3 }));
        Assert.That(scalar.Reshape(new Shape(1, 1)).Shape, Is.EqualTo(new Shape(1, 1)));
        Assert.That(() => scalar.Rows(0, 1), Throws.TypeOf<AaeException>().With.Message.EqualTo("a scalar cannot be cut into rows"));
    }

    [Test]
    public void A_shape_of_another_count_is_refused() =>
        Assert.That(
            () => Counting(4, 6).Reshape(new Shape(5, 5)),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a tensor [4, 6] with 24 elements cannot take the shape [5, 5] with 25"));

    [Test]
    public void Only_a_tensor_of_the_same_shape_is_copied()
    {
        var copy = new Tensor(new Shape(4, 6));
        copy.CopyFrom(Counting(4, 6));
        Assert.That(copy.Span.ToArray(), Is.EqualTo(Enumerable.Range(0, 24)));
        Assert.That(
            () => copy.CopyFrom(Counting(6, 4)),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a tensor [6, 4] cannot be copied into one of shape [4, 6]"));
    }

    [Test]
    public void Empty_tensors_are_tensors([Values] bool noRows)
    {
        var tensor = new Tensor(noRows ? new Shape(0, 5) : new Shape(5, 0));
        Assert.That(tensor.Span.Length, Is.Zero);
        Assert.That((long)tensor.Pointer % 64, Is.Zero);
        Assert.That(tensor.Reshape(new Shape(3, 0, 2)).Span.Length, Is.Zero);
        Assert.That(tensor.AsTensorSpan().FlattenedLength, Is.EqualTo((nint)0));
        tensor.CopyFrom(new Tensor(tensor.Shape));
    }

    [Test]
    public void A_tensor_span_shares_the_memory()
    {
        Tensor tensor = Counting(2, 3);
        TensorSpan<float> span = tensor.AsTensorSpan();
        Assert.That(span.Rank, Is.EqualTo(2));
        Assert.That(span[1, 2], Is.EqualTo(5));
        span[1, 2] = -5;
        Assert.That(tensor.Span[5], Is.EqualTo(-5));
        Assert.That(tensor.AsReadOnlyTensorSpan()[1, 2], Is.EqualTo(-5));
    }

    [Test]
    public void A_scalars_tensor_span_has_its_element()
    {
        TensorSpan<float> span = new Tensor(default, [3]).AsTensorSpan();
        Assert.That(span.FlattenedLength, Is.EqualTo((nint)1));
    }

    [Test]
    public void A_tensor_too_large_for_its_alignment_is_refused() =>
        Assert.That(
            () => new Tensor(new Shape(Array.MaxLength)),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("a tensor holds at most 2147483575 elements, not 2147483591"));

    [Test]
    public void A_tensor_names_its_shape() => Assert.That(Counting(2, 3).ToString(), Is.EqualTo("Tensor [2, 3]"));

    private static Tensor Counting(params int[] sizes)
    {
        var shape = new Shape(sizes);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Count).Select(i => (float)i)]);
    }
}
