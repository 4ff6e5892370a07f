using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

/// <summary>Records byte by byte, as a writer of its own (Python, a bitwise CRC-32C) makes them.</summary>
[Category("Golden")]
internal sealed class TensorBoardEventsTests
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeSeconds(1_500_000_000);

    [Test]
    public void A_file_begins_with_its_version() => Assert.That(
        Convert.ToHexStringLower(TensorBoardEvents.First(s_time.AddMilliseconds(500))),
        Is.EqualTo("1800000000000000a37f4b2209000020c00b5ad6411a0d627261696e2e4576656e743a320be205f7"));

    [Test]
    public void Numbers_of_a_step_stand_beside_each_other() => Assert.That(
        Convert.ToHexStringLower(TensorBoardEvents.Scalars(s_time.AddSeconds(1), 300, [new("loss/reconstruction", 21.5), new("testError", 0.25)])),
        Is.EqualTo("3c00000000000000c8b7a35209000040c00b5ad64110ac022a2e0a1a0a136c6f73732f7265636f6e737472756374696f6e150000ac410a100a09746573744572726f72150000803e5b8601c5"));
}
