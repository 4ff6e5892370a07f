using Aae.Core;
using Aae.Core.Memory;

namespace Aae.Tests.Core.Memory;

[Category("Unit")]
internal sealed unsafe class AlignedBlockTests
{
    [Test]
    public void A_block_is_aligned_and_zero([Values(0, 1, 15, 16, 17, 12345)] int length)
    {
        for (int i = 0; i < 20; i++)
        {
            var block = new AlignedBlock(length);
            Assert.That((long)block.Pointer % AlignedBlock.Alignment, Is.Zero);
            Assert.That(block.Length, Is.EqualTo(length));
            Assert.That(block.Span.Length, Is.EqualTo(length));
            Assert.That(block.Span.IndexOfAnyExcept(0f), Is.EqualTo(-1));
            block.Span.Fill(1);
        }
    }

    [Test]
    public void A_block_that_no_array_can_hold_is_refused() =>
        Assert.That(() => new AlignedBlock(int.MaxValue), Throws.TypeOf<AaeException>().With.Message.Contains("not 2147483647"));
}
