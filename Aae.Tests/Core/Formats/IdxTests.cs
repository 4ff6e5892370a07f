using Aae.Core;
using Aae.Core.Formats;
using Aae.Tests.Core.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class IdxTests
{
    private static readonly byte[] s_image = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60];
    private TestFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Bytes_are_read_zipped_or_not_whatever_the_name([Values] bool zipped, [Values("a.gz", "a")] string name)
    {
        IdxArray array = Idx.Read(Save(zipped ? TestFolder.Zip(s_image) : s_image, name));
        Assert.That(array.Element, Is.EqualTo(IdxElement.UInt8));
        Assert.That(array.Sizes.ToArray(), Is.EqualTo([2, 1, 3]));
        Assert.That(array.Bytes, Is.EqualTo(new byte[] { 10, 20, 30, 40, 50, 60 }));
    }

    [TestCase(IdxElement.UInt8, "00 80 FF", new[] { 0f, 128, 255 })]
    [TestCase(IdxElement.Int8, "00 80 FF", new[] { 0f, -128, -1 })]
    [TestCase(IdxElement.Int16, "01 02 80 00", new[] { 258f, -32768 })]
    [TestCase(IdxElement.Int32, "00 01 00 02 FF FF FF FE", new[] { 65538f, -2 })]
    [TestCase(IdxElement.Float32, "3F C0 00 00 C0 00 00 00", new[] { 1.5f, -2 })]
    [TestCase(IdxElement.Float64, "3F F8 00 00 00 00 00 00", new[] { 1.5f })]
    public void Every_element_type_becomes_floats(IdxElement element, string hex, float[] values)
    {
        byte[] data = Convert.FromHexString(hex.Replace(" ", ""));
        byte[] file = [0, 0, (byte)element, 1, 0, 0, 0, (byte)values.Length, .. data];
        IdxArray array = Idx.Read(Save(file));
        Assert.That(array.Count, Is.EqualTo(values.Length));
        Assert.That(array.ToFloats(), Is.EqualTo(values));
    }

    [Test]
    public void What_is_written_is_read_again()
    {
        Gen<IdxArray> arrays =
            from element in Gen.Elements(Enum.GetValues<IdxElement>())
            from rank in Gen.Choose(1, IdxArray.MaxRank)
            from sizes in Gen.Choose(0, 3).ArrayOf(rank)
            from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf((int)IdxArray.ByteLength(element, sizes))
            select new IdxArray(element, sizes, bytes);
        Prop.ForAll(arrays.ToArbitrary(), Arb.From(Gen.Elements(true, false)), (array, compress) =>
        {
            Idx.Write(_folder.File("law"), array, compress);
            IdxArray again = Idx.Read(_folder.File("law"));
            return again.Element == array.Element && again.Sizes.SequenceEqual(array.Sizes) && again.Bytes.AsSpan().SequenceEqual(array.Bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void The_written_bytes_are_the_formats()
    {
        Idx.Write(_folder.File("a"), new IdxArray(IdxElement.UInt8, [2, 1, 3], [10, 20, 30, 40, 50, 60]));
        Assert.That(File.ReadAllBytes(_folder.File("a")), Is.EqualTo(s_image));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_file_cut_at_any_byte_is_refused_with_the_offset()
    {
        for (int length = 0; length < s_image.Length; length++)
        {
            InvalidFileException error = Refused(s_image[..length]);
            Assert.That(error.Message, Does.StartWith(_folder.File("cut")).And.Not.Contain("\n"));
            Assert.That(error.Offset, Is.EqualTo(length));
        }
    }

    [Test]
    public void A_gzip_file_cut_at_any_byte_is_refused()
    {
        byte[] zipped = TestFolder.Zip(s_image);
        for (int length = 0; length < zipped.Length; length++)
        {
            Assert.That(Refused(zipped[..length]).Offset, Is.Not.Null, $"cut at {length} of {zipped.Length}");
        }
    }

    [Test]
    public void A_cut_zipped_stream_is_located_in_the_unzipped_bytes()
    {
        InvalidFileException error = Refused(TestFolder.Zip(s_image[..18]));
        Assert.That(error.Offset, Is.EqualTo(18));
        Assert.That(error.Message, Does.Contain("ends within the data, 2 of 6 bytes").And.Contain("unzipped stream"));
    }

    [Test]
    public void A_changed_bit_of_a_gzip_file_is_refused_or_does_not_matter()
    {
        byte[] zipped = TestFolder.Zip(s_image);
        int refused = 0;
        for (int bit = 0; bit < 8 * zipped.Length; bit++)
        {
            byte[] changed = (byte[])zipped.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.That(Idx.Read(Save(changed)).Bytes, Is.EqualTo(s_image[16..]), $"bit {bit}");
            }
            catch (InvalidFileException)
            {
                refused++;
            }
        }

        // Only the time, the system and the flags of the header (6 bytes) and bits that pad the last block are free to change.
        Assert.That(refused, Is.GreaterThan(8 * (zipped.Length - 8)));
    }

    [Test]
    public void Bytes_after_the_end_are_refused([Values] bool zipped)
    {
        byte[] longer = [.. s_image, 7];
        InvalidFileException error = Refused(zipped ? TestFolder.Zip(longer) : longer);
        Assert.That(error.Offset, Is.EqualTo(s_image.Length));
        Assert.That(error.Message, Does.Contain("more bytes follow"));
    }

    [Test]
    public void Bytes_after_a_gzip_stream_are_refused() => Refused([.. TestFolder.Zip(s_image), 0, 0]);

    [TestCase("01 00 08 01 00 00 00 00", 0, "starts with 01 00")]
    [TestCase("00 00 0A 01 00 00 00 00", 2, "not 0A")]
    [TestCase("00 00 08 00", 3, "not 0")]
    [TestCase("00 00 08 09", 3, "not 9")]
    [TestCase("00 00 08 01 80 00 00 00", 4, "size 2147483648")]
    [TestCase("00 00 08 01 7F FF FF FF", 4, "than the 8 that the file can hold")]
    [TestCase("00 00 08 01 20 00 00 00", 4, "than the 8 that the file can hold")]
    [TestCase("00 00 0E 03 7F FF FF FF 7F FF FF FF 7F FF FF FF", 4, "2147483647 × 2147483647 × 2147483647")]
    [TestCase("00 00 08 03 00 01 00 00 00 01 00 00 00 01 00 00", 4, "65536 × 65536 × 65536")]
    public void A_hostile_header_is_refused_before_memory_is_taken(string hex, int offset, string complaint)
    {
        byte[] header = Convert.FromHexString(hex.Replace(" ", ""));
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidFileException error = Refused(header);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
        Assert.That(error.Offset, Is.EqualTo(offset));
        Assert.That(error.Message, Does.Contain(complaint));
        Refused(TestFolder.Zip(header));
    }

    [Test]
    public void Sizes_beyond_what_gzip_counts_are_refused_before_memory_is_taken()
    {
        // A megabyte of noise could unzip to a gigabyte, and the header says that it does; gzip counts a megabyte.
        byte[] file = [0, 0, 8, 1, 0x3F, 0, 0, 0, .. new byte[1 << 20]];
        new System.Random(1).NextBytes(file.AsSpan(8));
        byte[] zipped = TestFolder.Zip(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(Refused(zipped).Message, Does.Contain("ask for more bytes of data than the 1048584 that the file can hold"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    [Platform("Linux")]
    public void A_pipe_is_refused_without_waiting_for_a_writer([Values] bool linked)
    {
        using var folder = new TemporaryFolder();
        FormatTests.AssertNoPipeIsOpened(folder, path => Idx.Read(path), linked);
    }

    [Test]
    public void Sizes_with_a_zero_hold_nothing()
    {
        IdxArray array = Idx.Read(Save([0, 0, 8, 3, 127, 255, 255, 255, 127, 255, 255, 255, 0, 0, 0, 0]));
        Assert.That(array.Count, Is.Zero);
    }

    [Test]
    public void What_cannot_be_opened_or_written_gives_one_line()
    {
        Assert.That(() => Idx.Read(_folder.File("none")), Throws.InstanceOf<AaeException>().With.Message.StartsWith(_folder.File("none")));
        Assert.That(() => Idx.Read(_folder.Path), Throws.InstanceOf<AaeException>());
        File.WriteAllText(_folder.File("file"), "");
        Assert.That(
            () => Idx.Write(_folder.File("file/a"), new IdxArray(IdxElement.UInt8, [1], [1])),
            Throws.InstanceOf<AaeException>().With.Message.StartsWith(_folder.File("file/a")));
    }

    [Test]
    public void An_array_whose_bytes_do_not_fit_its_sizes_is_refused()
    {
        Assert.That(() => new IdxArray(IdxElement.Int16, [3], new byte[5]), Throws.TypeOf<AaeException>().With.Message.Contains("has 6 bytes, not 5"));
        Assert.That(() => new IdxArray(IdxElement.UInt8, [], []), Throws.TypeOf<AaeException>());
        Assert.That(() => new IdxArray(IdxElement.UInt8, [-1, -1], [1]), Throws.TypeOf<AaeException>());
        Assert.That(() => new IdxArray((IdxElement)1, [1], [1]), Throws.TypeOf<AaeException>());
    }

    private InvalidFileException Refused(byte[] file)
    {
        string path = Save(file, "cut");
        return Assert.Throws<InvalidFileException>(() => Idx.Read(path))!;
    }

    private string Save(byte[] file, string name = "a")
    {
        File.WriteAllBytes(_folder.File(name), file);
        return _folder.File(name);
    }
}
