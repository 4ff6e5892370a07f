using Aae.Core;
using Aae.Core.Memory;
using Aae.Core.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Memory;

[Category("Unit")]
internal sealed unsafe class ArenaTests
{
    [FsCheck.NUnit.Property(MaxTest = 30)]
    public Property Tensors_lie_on_64_byte_boundaries_and_do_not_overlap() =>
        Prop.ForAll(Gen.Choose(0, 90_000).ArrayOf(8).ToArbitrary(), counts =>
        {
            var arena = new Arena();
            Tensor[] tensors = [.. counts.Select(count => arena.Rent(new Shape(count)))];
            for (int i = 0; i < tensors.Length; i++)
            {
                tensors[i].Span.Fill(i);
            }

            return tensors.Select((tensor, i) => (tensor, i)).All(t =>
                (long)t.tensor.Pointer % 64 == 0
                && t.tensor.Span.Length == counts[t.i]
                && t.tensor.Span.IndexOfAnyExcept((float)t.i) == -1);
        });

    [Test]
    public void A_step_that_asks_again_gets_the_same_tensors_and_allocates_nothing()
    {
        var arena = new Arena();
        Shape[] shapes = [new(100, 784), new(300_000), new(100, 10), default, new(0, 3), new(1000, 1000), new(7)];
        Tensor[] first = [.. shapes.Select(arena.Rent)];
        long bytes = arena.Bytes;
        Assert.That(Allocations.OfTen(AskAgain), Is.Zero);
        Assert.That(arena.Bytes, Is.EqualTo(bytes));

        void AskAgain()
        {
            arena.Reset();
            for (int i = 0; i < shapes.Length; i++)
            {
                if (!ReferenceEquals(arena.Rent(shapes[i]), first[i]))
                {
                    Assert.Fail($"tensor {i} is another");
                }
            }
        }
    }

    [Test]
    public void A_step_that_asks_for_other_shapes_gets_them_in_the_same_memory()
    {
        var arena = new Arena();
        Tensor[] first = [arena.Rent(new Shape(100, 10)), arena.Rent(new Shape(5))];
        long start = (long)first[0].Pointer;
        arena.Reset();
        Tensor[] second = [arena.Rent(new Shape(37, 10)), arena.Rent(new Shape(6)), arena.Rent(new Shape(2, 2))];
        Assert.That(second.Select(tensor => tensor.Shape), Is.EqualTo(new[] { new Shape(37, 10), new Shape(6), new Shape(2, 2) }));
        Assert.That((long)second[0].Pointer, Is.EqualTo(start));
        Assert.That((long)second[1].Pointer, Is.EqualTo(start + 384 * sizeof(float))); // 370 rounded up to whole lines
        Assert.That(first[0].Shape, Is.EqualTo(new Shape(100, 10)));
    }

    [Test]
    public void Arenas_over_the_same_memory_each_begin_at_its_beginning()
    {
        var memory = new Arena();
        var (one, other) = (new Arena(memory), new Arena(memory));
        Tensor first = one.Rent(new Shape(1000));
        Tensor second = other.Rent(new Shape(500));
        Tensor behind = one.Rent(new Shape(5)); // goes on behind its own

        Assert.That((long)second.Pointer, Is.EqualTo((long)first.Pointer));
        Assert.That((long)behind.Pointer, Is.EqualTo((long)first.Pointer + 1008 * sizeof(float)));
        other.Rent(new Shape(1 << 19));
        Assert.That(new[] { memory.Bytes, one.Bytes }, Is.All.EqualTo(other.Bytes).And.All.EqualTo((1 << 20) + (4 << 19)));
    }

    [Test]
    public void An_arena_counts_its_bytes()
    {
        var arena = new Arena();
        Assert.That(arena.Bytes, Is.Zero);
        arena.Rent(new Shape(3));
        Assert.That(arena.Bytes, Is.EqualTo(1 << 20));
        arena.Rent(new Shape(1_000_000));
        Assert.That(arena.Bytes, Is.EqualTo((1 << 20) + 4_000_000));
    }

    [Test]
    public void A_request_beyond_what_an_int_can_add_up_is_refused()
    {
        var arena = new Arena();
        arena.Rent(new Shape(200_000));
        Assert.That(
            () => arena.Rent(new Shape(Array.MaxLength)),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("a tensor holds at most 2147483575 elements"));
        Assert.That(arena.Rent(new Shape(5)).Span.Length, Is.EqualTo(5));
    }
}
