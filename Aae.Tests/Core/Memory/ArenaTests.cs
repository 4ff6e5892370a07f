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
