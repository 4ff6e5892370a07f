using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class Crc32Tests
{
    /// <summary>The check value of CRC-32/ISO-HDLC, and the CRC that ends every PNG file.</summary>
    [Test]
    public void Checksums_are_the_published_ones()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Crc32.Compute("123456789"u8), Is.EqualTo(0xCBF43926u));
            Assert.That(Crc32.Compute("IEND"u8), Is.EqualTo(0xAE426082u));
            Assert.That(Crc32.Compute([]), Is.Zero);
        });
    }

    [Test]
    public void Checksum_goes_on_after_other_bytes() =>
        Assert.That(Crc32.Compute("6789"u8, Crc32.Compute("12345"u8)), Is.EqualTo(0xCBF43926u));
}
