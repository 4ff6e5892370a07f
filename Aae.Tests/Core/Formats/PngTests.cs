using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aae.Core;
using Aae.Core.Formats;
using FsCheck;
using FsCheck.Fluent;
using static Aae.Tests.Core.Formats.PngBytes;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class PngTests : FormatTests
{
    private static readonly Gen<PngImage> _picture =
        from width in Gen.Choose(1, 40)
        from height in Gen.Choose(1, 20)
        from channels in Gen.Elements(1, 3)
        from smooth in Gen.Elements(true, false)
        from noise in Gen.ArrayOf(Gen.Choose(0, 255), width * height * channels)
        select new PngImage(width, height, channels, [.. noise.Select((value, i) => (byte)(smooth ? i / channels % width * 5 + value % 3 : value))]);

    protected override byte[] ValidFile => PngFile(Header(3, 2, 8, 2), ("tEXt", "a\0b"u8.ToArray()), ("IDAT", Deflate(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
        2, 1, 2, 3, 4, 5, 6, 7, 8, 9)));

    protected override void Read(string path) => Png.Read(path);

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public FsCheck.Property Round_trip_keeps_every_pixel() => Prop.ForAll(_picture.ToArbitrary(), picture =>
    {
        Png.Write(FilePath, picture.Pixels, picture.Width, picture.Height, picture.Channels);
        var read = Png.Read(FilePath);
        return (read.Width, read.Height, read.Channels) == (picture.Width, picture.Height, picture.Channels) && read.Pixels.SequenceEqual(picture.Pixels);
    });

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public FsCheck.Property Filters_are_undone_whatever_the_pixels() => Prop.ForAll(_picture.ToArbitrary(), picture =>
    {
        int rowBytes = picture.Width * picture.Channels;
        byte[] row = picture.Pixels[^rowBytes..];
        byte[] above = picture.Height > 1 ? picture.Pixels[^(2 * rowBytes)..^rowBytes] : new byte[rowBytes];
        byte[] difference = new byte[rowBytes];
        for (int filter = 0; filter < PngFilter.Count; filter++)
        {
            PngFilter.Apply(filter, row, above, picture.Channels, difference);
            PngFilter.Undo(filter, difference, above, picture.Channels);
            if (!difference.SequenceEqual(row))
            {
                return false;
            }
        }

        return true;
    });

    /// <summary>Worked by hand from the specification: two grey pixels after two others, for every filter.</summary>
    [TestCase(0, 20, 30)]
    [TestCase(1, 20, 10)]
    [TestCase(2, 10, 5)]
    [TestCase(3, 15, 8)] // 30 − ⌊(20 + 25) / 2⌋
    [TestCase(4, 10, 5)] // a = 20, b = 25, c = 10: a + b − c = 35 is nearest to b
    public void Filters_subtract_the_prediction(int filter, byte first, byte second)
    {
        byte[] difference = new byte[2];
        PngFilter.Apply(filter, [20, 30], [10, 25], 1, difference);
        Assert.That(difference, Is.EqualTo(new[] { first, second }));
    }

    /// <summary>By hand: whichever is nearest to a + b − c; of equals a before b before c.</summary>
    [TestCase(50, 60, 55, 55)] // a + b − c is c itself
    [TestCase(20, 25, 10, 25)]
    [TestCase(25, 20, 10, 25)]
    [TestCase(10, 1, 7, 1)] // b and c are 3 away
    [TestCase(4, 13, 10, 4)] // a and c are 3 away
    [TestCase(9, 9, 200, 9)]
    public void Paeth_predicts_the_nearest_neighbour(byte a, byte b, byte c, int predicted)
    {
        byte[] difference = new byte[2];
        PngFilter.Apply(PngFilter.Paeth, [a, 255], [c, b], 1, difference);
        Assert.That(255 - difference[1], Is.EqualTo(predicted));
    }

    [Test]
    public void Written_bytes_are_the_chunks_of_the_specification()
    {
        Png.Write(FilePath, [10, 20, 30], 1, 1, 3);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int dataLength = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(bytes, 41, dataLength), CompressionMode.Decompress);
        byte[] row = new byte[5];
        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToHexString(bytes, 0, 33), Is.EqualTo("89504E470D0A1A0A" + "0000000D" + "49484452" + "00000001" + "00000001" + "0802000000" + "907753DE"));
            Assert.That(bytes[37..41], Is.EqualTo("IDAT"u8.ToArray()));
            Assert.That(Convert.ToHexString(bytes, 45 + dataLength, 12), Is.EqualTo("00000000" + "49454E44" + "AE426082"));
            Assert.That(bytes, Has.Length.EqualTo(57 + dataLength));
            Assert.That(zlib.ReadAtLeast(row, 5, throwOnEndOfStream: false), Is.EqualTo(4));
            Assert.That(row, Is.EqualTo(new byte[] { 0, 10, 20, 30, 0 }));
        });
    }

    [Test]
    public void Filters_shrink_a_soft_picture_and_do_no_harm_to_a_flat_one()
    {
        byte[] soft = new byte[256 * 256];
        byte[] flat = new byte[256 * 256];
        for (int i = 0; i < soft.Length; i++)
        {
            int x = i % 256;
            int y = i / 256;
            soft[i] = (byte)(128 + 60 * Math.Sin(x / 20.0) + 60 * Math.Cos(y / 31.0));
            flat[i] = (byte)(x / 8 % 3 == 0 && y / 8 % 5 == 0 ? 255 : 0);
        }

        Assert.Multiple(() =>
        {
            Assert.That(PngEncoder.Encode(soft, 256, 256, 1), Has.Length.LessThan(soft.Length / 6));
            Assert.That(PngEncoder.Encode(flat, 256, 256, 1), Has.Length.LessThan(400));
        });
    }

    [TestCase(0, 1, "2C 80", new byte[] { 0, 0, 255, 0, 255, 255, 0, 0, 255 })]
    [TestCase(0, 2, "1B 40", new byte[] { 0, 85, 170, 255, 85 })]
    [TestCase(0, 4, "0F 80", new byte[] { 0, 255, 136 })]
    [TestCase(0, 8, "07 FF", new byte[] { 7, 255 })]
    [TestCase(2, 8, "010203 FFFEFD", new byte[] { 1, 2, 3, 255, 254, 253 })]
    [TestCase(3, 1, "40", new byte[] { 10, 11, 12, 20, 21, 22 })]
    [TestCase(3, 2, "90", new byte[] { 30, 31, 32, 20, 21, 22 })]
    [TestCase(3, 4, "21", new byte[] { 30, 31, 32, 20, 21, 22 })]
    [TestCase(3, 8, "0200", new byte[] { 30, 31, 32, 10, 11, 12 })]
    [TestCase(4, 8, "0780 0900", new byte[] { 7, 9 })]
    [TestCase(6, 8, "01020380 04050600", new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void Colour_types_become_grey_or_rgb(int colourType, int bits, string row, byte[] pixels)
    {
        int channels = colourType is 0 or 4 ? 1 : 3;
        byte[] bytes = [0, .. Convert.FromHexString(row.Replace(" ", ""))];
        var header = Header(pixels.Length / channels, 1, bits, colourType);
        var data = ("IDAT", Deflate(bytes));
        File.WriteAllBytes(FilePath, colourType == 3 ? PngFile(header, ("PLTE", [10, 11, 12, 20, 21, 22, 30, 31, 32]), data) : PngFile(header, data));
        var picture = Png.Read(FilePath);
        Assert.Multiple(() =>
        {
            Assert.That(picture.Channels, Is.EqualTo(channels));
            Assert.That(picture.Pixels, Is.EqualTo(pixels));
        });
    }

    [Test]
    public void Image_data_may_be_split_anywhere()
    {
        byte[] data = Deflate(0, 1, 2, 3, 0, 4, 5, 6);
        for (int cut = 0; cut <= data.Length; cut++)
        {
            File.WriteAllBytes(FilePath, PngFile(Header(3, 2, 8, 0), ("IDAT", data[..cut]), ("IDAT", data[cut..])));
            Assert.That(Png.Read(FilePath).Pixels, Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }), $"cut at {cut}");
        }
    }

    [TestCase(3, 2, 16, 0, 0, 0, 0, "16 bits a channel are not read")]
    [TestCase(3, 2, 8, 0, 0, 0, 1, "interlaced pictures are not read")]
    [TestCase(3, 2, 8, 1, 0, 0, 0, "colour type 1 with 8 bits is not valid")]
    [TestCase(3, 2, 4, 2, 0, 0, 0, "colour type 2 with 4 bits is not valid")]
    [TestCase(3, 2, 3, 0, 0, 0, 0, "colour type 0 with 3 bits is not valid")]
    [TestCase(3, 2, 0, 0, 0, 0, 0, "colour type 0 with 0 bits is not valid")]
    [TestCase(3, 2, 8, 0, 1, 0, 0, "compression 1 and filter method 0 are not known")]
    [TestCase(3, 2, 8, 0, 0, 1, 0, "compression 0 and filter method 1 are not known")]
    [TestCase(0, 2, 8, 0, 0, 0, 0, "0 × 2 pixels is not valid")]
    [TestCase(3, -1, 8, 0, 0, 0, 0, "3 × 4294967295 pixels is not valid")]
    [TestCase(int.MaxValue, int.MaxValue, 8, 6, 0, 0, 0, "more than the 268435456 bytes")]
    [TestCase(1 << 14, 1 << 14, 1, 3, 0, 0, 0, "more than the 268435456 bytes")]
    [TestCase(1 << 14, 1 << 14, 1, 0, 0, 0, 0, "cannot hold 16384 × 16384 pixels")]
    [TestCase(4, 2, 8, 0, 0, 0, 0, "ends in row 1 of 2")]
    [TestCase(3, 3, 8, 0, 0, 0, 0, "ends in row 2 of 3")]
    [TestCase(3, 1, 8, 0, 0, 0, 0, "more than 1 rows")]
    [TestCase(3, 2, 8, 3, 0, 0, 0, "no palette")]
    public void Headers_that_are_not_read_are_refused(int width, int height, int bits, int colourType, int compression, int filter, int interlace, string words) =>
        AssertRefused(PngFile(Header(width, height, bits, colourType, compression, filter, interlace), ("IDAT", Deflate(0, 1, 2, 3, 0, 4, 5, 6))), words);

    [Test]
    public void Chunks_out_of_order_are_refused()
    {
        var header = Header(3, 1, 8, 0);
        var data = ("IDAT", Deflate(0, 1, 2, 3));
        var palette = ("PLTE", new byte[6]);
        Assert.Multiple(() =>
        {
            AssertRefused([.. PngFile(data)], "the first chunk is IDAT, not IHDR");
            AssertRefused(PngFile(header), "has no image data");
            AssertRefused(PngFile(header, header, data), "chunk IHDR is unknown, repeated or out of place");
            AssertRefused(PngFile(header, palette, data), "chunk PLTE is unknown, repeated or out of place");
            AssertRefused(PngFile(Header(1, 1, 8, 2), palette, palette, data), "chunk PLTE is unknown, repeated or out of place");
            AssertRefused(PngFile(header, data, ("tIME", new byte[7]), data), "chunk IDAT is unknown, repeated or out of place");
            AssertRefused(PngFile(header, ("ABCD", []), data), "chunk ABCD is unknown, repeated or out of place");
            AssertRefused(PngFile(header, ("ab1d", []), data), "chunk type 'ab1d' is not four letters");
            AssertRefused(PngFile(("IHDR", new byte[12]), data), "chunk IHDR has 12 bytes, not 13");
            AssertRefused(PngFile(Header(3, 1, 8, 3), ("PLTE", new byte[7]), data), "a palette of 7 bytes");
            AssertRefused(PngFile(Header(3, 1, 8, 3), ("PLTE", new byte[9]), data), "colour 3 of row 0 is not in the palette of 3");
            AssertRefused(PngFile(header, ("IDAT", Deflate(5, 1, 2, 3))), "filter 5 of row 0 is not 0 to 4");
            AssertRefused(PngFile(header, ("IDAT", [1, 2, 3, 4, 5, 6, 7, 8])), "not valid zlib data");
            AssertRefused("GIF89a, not a PNG file"u8.ToArray(), "is not a PNG file");
        });
    }

    [Test]
    public void Bomb_is_not_inflated_beyond_the_picture()
    {
        byte[] bomb = Deflate(new byte[1 << 26]);
        AssertRefused(PngFile(Header(4, 2, 8, 0), ("IDAT", bomb)), "more than 2 rows");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Png.Read(FilePath), Throws.TypeOf<InvalidFileException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Checksums_betray_every_changed_byte()
    {
        byte[] valid = ValidFile;
        for (int i = 0; i < valid.Length; i++)
        {
            byte[] corrupt = [.. valid];
            corrupt[i] ^= 1;
            Assert.That(IsRefused(corrupt, $"byte {i}"), Is.True, $"byte {i}");
        }
    }

    [Test]
    public void Corrupt_image_data_behind_a_right_checksum_is_found_or_read()
    {
        byte[] data = Deflate(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        int refused = 0;
        for (int i = 0; i < data.Length * 8; i++)
        {
            byte[] corrupt = [.. data];
            corrupt[i / 8] ^= (byte)(1 << i % 8);
            refused += IsRefused(PngFile(Header(3, 2, 8, 2), ("IDAT", corrupt)), $"bit {i}") ? 1 : 0;
        }

        Assert.That(refused, Is.GreaterThan(data.Length * 6));
    }

    [Test]
    public void Memory_follows_the_rows_that_are_there_and_not_the_header()
    {
        // 65 536 random bytes could be 67 MB of rows, a bit of which becomes three bytes; they are 66 rows.
        byte[] rows = new byte[66 * 1025];
        new System.Random(1).NextBytes(rows.AsSpan());
        File.WriteAllBytes(FilePath, PngFile(Header(8192, 10_000, 1, 3), ("PLTE", new byte[6]), ("IDAT", Deflate(rows))));
        AssertRefusedWithoutMemory(FilePath, "the image data ends in row 66 of 10000");
    }

    [TestCase("tEXt")]
    [TestCase("IDAT")]
    [Platform("Linux")]
    public void Chunk_of_a_sparse_file_is_not_read_whole(string type)
    {
        byte[] beginning = [.. PngFile(Header(3, 2, 8, 0))[..33], 0x7F, 0xFF, 0xFF, 0, .. Encoding.ASCII.GetBytes(type)];
        AssertRefusedWithoutMemory(Sparse(beginning, 1L << 31), $"chunk {type} of 2147483392 bytes is more than a picture needs");
    }

    [TestCase(2, 2, 1, 3)]
    [TestCase(0, 1, 1, 0)]
    [TestCase(1, -1, 1, 0)]
    [TestCase(1, 1, 2, 2)]
    public void Numbers_that_do_not_fit_are_an_argument_error(int width, int height, int channels, int bytes) =>
        Assert.That(() => Png.Write(FilePath, new byte[bytes], width, height, channels), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Place_that_cannot_be_written_is_one_clear_line()
    {
        File.WriteAllText(FilePath, "");
        Assert.That(
            () => Png.Write(FilePath + "/a.png", [0], 1, 1, 1),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{FilePath}/a.png: cannot be written: {FilePath} is a file, not a folder"));
    }
}
