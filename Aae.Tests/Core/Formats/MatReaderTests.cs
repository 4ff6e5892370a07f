using Aae.Core;
using Aae.Core.Formats;
using FsCheck;
using FsCheck.Fluent;
using static Aae.Tests.Core.Formats.MatBytes;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class MatReaderTests : FormatTests
{
    private static readonly MatClass[] _numeric = [.. Enum.GetValues<MatClass>().Where(kind => kind is >= MatClass.Double and <= MatClass.UInt64)];

    // A string, a packed name and a packed number, a compressed variable, and the one that is wanted.
    protected override byte[] ValidFile => MatFile(
        false,
        Matrix(false, "text", MatClass.Char, [1, 5], Element(false, (MatType)4, "h\0e\0l\0l\0o\0"u8.ToArray())),
        Variable(false, "n", MatClass.Double, [1, 1], [7], MatType.UInt8),
        Compress(false, Variable(false, "zipped", MatClass.Int16, [2, 2], [1, -2, 3, -4])),
        Compress(false, Variable(false, "wanted", MatClass.UInt8, [3, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (double)i)])));

    protected override void Read(string path)
    {
        using MatReader reader = MatReader.OpenAt(path, "wanted");
        reader.Read(reader.IsNumeric ? new double[Count(reader)] : throw reader.Invalid($"has numbers, not {reader.Description}"));
    }

    [Test]
    public void Every_class_in_both_byte_orders_zipped_or_not_is_read()
    {
        Gen<(MatClass Kind, int[] Sizes, bool BigEndian, bool Zipped, string Name, int Seed)> variables =
            from kind in Gen.Elements(_numeric)
            from rank in Gen.Choose(2, 5)
            from sizes in Gen.Choose(0, 4).ArrayOf(rank)
            from bigEndian in Gen.Elements(true, false)
            from zipped in Gen.Elements(true, false)
            from name in Gen.Elements("x", "four", "more_than_eight", "")
            from seed in Gen.Choose(0, 1000)
            select (kind, sizes, bigEndian, zipped, name, seed);
        Prop.ForAll(variables.ToArbitrary(), law =>
        {
            int count = law.Sizes.Aggregate(1, (product, size) => product * size);
            double[] numbers = [.. Enumerable.Range(0, count).Select(i => law.Kind is MatClass.Double or MatClass.Single ? i - 2.5 : (double)((i * 37 + law.Seed) % 128))];
            byte[] variable = Variable(law.BigEndian, law.Name, law.Kind, law.Sizes, numbers);
            byte[] after = Variable(law.BigEndian, "after", MatClass.Double, [1, 1], [5]);
            File.WriteAllBytes(FilePath, MatFile(law.BigEndian, law.Zipped ? Compress(law.BigEndian, variable) : variable, after));

            using MatReader reader = MatReader.Open(FilePath);
            return reader.Next() && reader.Name == law.Name && reader.Class == law.Kind && reader.Sizes.SequenceEqual(law.Sizes)
                && Numbers(reader).SequenceEqual(numbers)
                && reader.Next() && reader.Name == "after" && Numbers(reader)[0] == 5 && !reader.Next();
        }).QuickCheckThrowOnFailure();
    }

    [TestCase(MatClass.Int8, -128)]
    [TestCase(MatClass.UInt8, 255)]
    [TestCase(MatClass.Int16, -32768)]
    [TestCase(MatClass.UInt16, 65535)]
    [TestCase(MatClass.Int32, int.MinValue)]
    [TestCase(MatClass.UInt32, uint.MaxValue)]
    [TestCase(MatClass.Int64, -9007199254740992)]
    [TestCase(MatClass.UInt64, 9007199254740992)]
    [TestCase(MatClass.Single, 0.25)]
    [TestCase(MatClass.Double, 0.1)]
    public void The_ends_of_a_class_keep_their_value(MatClass kind, double number)
    {
        foreach (bool bigEndian in new[] { false, true })
        {
            Assert.That(ReadOne(MatFile(bigEndian, Variable(bigEndian, "x", kind, [1, 2], [number, 1]))), Is.EqualTo(new[] { number, 1 }));
        }
    }

    [Test]
    public void Numbers_may_be_stored_narrower_than_their_class([Values(MatType.UInt8, MatType.Int16, MatType.UInt16, MatType.Int32)] MatType storage)
    {
        double[] numbers = [.. Enumerable.Range(0, 9).Select(i => (double)i)];
        Assert.That(ReadOne(MatFile(true, Variable(true, "x", MatClass.Double, [3, 3], numbers, storage))), Is.EqualTo(numbers));
    }

    [Test]
    public void Numbers_come_piece_by_piece_packed_zipped_or_plain()
    {
        double[] few = [1, 2, 3], many = [.. Enumerable.Range(0, 100_000).Select(i => (double)(i % 200))];
        foreach ((double[] numbers, bool zipped) in new[] { (few, false), (few, true), (many, false), (many, true) })
        {
            byte[] variable = Variable(false, "x", MatClass.UInt8, [numbers.Length, 1], numbers);
            File.WriteAllBytes(FilePath, MatFile(false, zipped ? Compress(false, variable) : variable));
            using MatReader reader = MatReader.OpenAt(FilePath, "x");
            byte[] first = new byte[1];
            double[] second = new double[1];
            byte[] rest = new byte[numbers.Length - 2];
            reader.Read(first);
            reader.Read(second);
            reader.Read(rest);
            Assert.That((double[])[first[0], second[0], .. rest.Select(number => (double)number)], Is.EqualTo(numbers));
            Assert.That(() => reader.Read(first), Throws.TypeOf<AaeException>().With.Message.Contains("of which 0 are left"));
        }
    }

    [Test]
    public void What_is_no_array_of_real_numbers_is_passed_over_and_not_read()
    {
        byte[] nested = Variable(false, "", MatClass.Double, [1, 1], [1]);
        byte[] numbers = Element(false, MatType.Double, new byte[8]);
        File.WriteAllBytes(FilePath, MatFile(
            false,
            Matrix(false, "cells", MatClass.Cell, [1, 2], [.. nested, .. nested]),
            Compress(false, Matrix(false, "struct", MatClass.Structure, [1, 1], [1, 2, 3])),
            Matrix(false, "text", MatClass.Char, [1, 0], []),
            Matrix(false, "sparse", MatClass.Sparse, [9, 9], numbers),
            Matrix(false, "complex", MatClass.Double, [1, 1], [.. numbers, .. numbers], flags: 8),
            Element(false, MatType.Matrix, [.. Element(false, MatType.UInt32, [17, 0, 0, 0, 0, 0, 0, 0]), .. Element(false, MatType.Int8, "table"u8.ToArray())]),
            Variable(false, "truth", MatClass.UInt8, [1, 2], [0, 1], flags: 2)));

        using MatReader reader = MatReader.Open(FilePath);
        foreach (string name in new[] { "cells", "struct", "text", "sparse", "complex", "table" })
        {
            Assert.That((reader.Next(), reader.Name, reader.IsNumeric), Is.EqualTo((true, name, false)));
            Assert.That(() => reader.Read(new double[1]), Throws.TypeOf<AaeException>().With.Message.Contains($"variable '{name}', "));
        }

        Assert.That((reader.Next(), reader.Description), Is.EqualTo((true, "uint8 [1, 2]")));
        Assert.That(Numbers(reader), Is.EqualTo(new double[] { 0, 1 }));
    }

    [Test]
    public void Bytes_are_read_of_bytes_alone()
    {
        File.WriteAllBytes(FilePath, MatFile(false, Variable(false, "x", MatClass.Double, [1, 1], [300])));
        using MatReader reader = MatReader.OpenAt(FilePath, "x");
        Assert.That(() => reader.Read(new byte[1]), Throws.TypeOf<AaeException>().With.Message.Contains("'x', double [1, 1]"));
    }

    [Test]
    public void A_missing_variable_is_named_beside_those_there_are()
    {
        File.WriteAllBytes(FilePath, MatFile(false, Variable(false, "a", MatClass.Double, [1, 1], [1]), Variable(false, "b", MatClass.Double, [1, 1], [1])));
        Assert.That(() => MatReader.OpenAt(FilePath, "c"), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{FilePath}: has no variable 'c'; it has 'a', 'b'"));
        AssertRefused(MatFile(false), "has no variable 'wanted' and no other");
    }

    [Test]
    public void Other_versions_are_refused_with_the_way_to_convert_them()
    {
        byte[] hdf5 = Header(false, 0x0200);
        Assert.Multiple(() =>
        {
            AssertRefused(hdf5, "is a MATLAB 7.3 file (HDF5), which is not read; load it in MATLAB and save it again with 'save -v7'");
            AssertRefused([0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10], "is a MATLAB 7.3 file (HDF5)");
            AssertRefused([0, 0, 0, 0, 1, .. new byte[200]], "one of MATLAB 4 is read when MATLAB has saved it again with 'save -v7'");
            AssertRefused(Header(true, 0x0300), "version 0300 is not known");
        });
    }

    [Test]
    public void What_contradicts_itself_is_refused()
    {
        byte[] name = Element(false, MatType.Int8, "wanted"u8.ToArray());
        byte[] Whole(params byte[][] parts) => MatFile(false, Element(false, MatType.Matrix, [.. parts.SelectMany(part => part)]));
        byte[] flags = Element(false, MatType.UInt32, [9, 0, 0, 0, 0, 0, 0, 0]), sizes = Element(false, MatType.Int32, [1, 0, 0, 0, 9, 0, 0, 0]);
        byte[] numbers = Element(false, MatType.UInt8, new byte[9]);
        Assert.That(() => ReadBytes(Whole(flags, sizes, name, numbers)), Throws.Nothing);
        Assert.Multiple(() =>
        {
            AssertRefused(MatFile(false, Element(false, MatType.Int8, new byte[9])), "a variable is a matrix (14) or compressed (15), not of type 1");
            AssertRefused(MatFile(false, Compress(false, numbers)), "a compressed variable is a matrix (14), not of type 2");
            AssertRefused(Whole(sizes, sizes, name, numbers), "the array flags are of type 6, not 5");
            AssertRefused(Whole(Element(false, MatType.UInt32, [18, 0, 0, 0, 0, 0, 0, 0]), sizes, name, numbers), "class is 1 to 17, not 18");
            AssertRefused(Whole(flags, Element(false, MatType.Int32, [9, 0, 0, 0]), name, numbers), "2 to 32 sizes of 4 bytes, not 4 bytes");
            AssertRefused(Whole(flags, Element(false, MatType.Int32, new byte[4 * 33]), name, numbers), "the sizes of 132 bytes is more than the 128");
            AssertRefused(Whole(flags, Element(false, MatType.Int32, [1, 0, 0, 0, 255, 255, 255, 255]), name, numbers), "size 1 is -1");
            AssertRefused(Whole(flags, Element(false, MatType.Int32, [1, 0, 0, 0, 8, 0, 0, 0]), name, numbers), "is uint8 [1, 8], stored as UInt8: its sizes ask for 8 bytes, it has 9");
            AssertRefused(Whole(flags, sizes, name, Element(false, (MatType)16, new byte[9])), "stored as type 16, which is none of numbers");
            AssertRefused(Whole(flags, sizes, name, numbers, numbers), "bytes follow where the variable should end");
            AssertRefused([.. Header(false), .. Word(false, 14), .. Word(false, 64)], "the variable states 64 bytes, at most 0 can follow");
        });
    }

    [Test]
    public void A_compressed_variable_has_the_length_and_the_checksum_that_it_states()
    {
        byte[] variable = Variable(false, "wanted", MatClass.UInt8, [100, 1], [.. Enumerable.Range(0, 100).Select(i => (double)(i * i % 256))]);
        byte[] zipped = Zip(variable);
        byte[] File(byte[] content) => [.. Header(false), .. Word(false, 15), .. Word(false, (uint)content.Length), .. content];
        Assert.That(() => ReadBytes(File(zipped)), Throws.Nothing);
        byte[] checksum = [.. zipped];
        checksum[^1] ^= 1;
        Assert.Multiple(() =>
        {
            AssertRefused(File(checksum), "the compressed data are corrupt");
            AssertRefused(File([0x78, 0x20, .. zipped[2..]]), "the compressed data are corrupt"); // asks for a dictionary
            AssertRefused(File(Zip(variable[..^1])), "ends within");
            AssertRefused(File(Zip([.. variable, 0])), "more bytes follow where the compressed variable should end");
        });
    }

    [Test]
    public void A_claim_beyond_what_the_file_can_hold_is_refused_before_memory_is_made()
    {
        int[] sizes = [int.MaxValue, int.MaxValue, int.MaxValue];
        byte[] claim = Matrix(false, "wanted", MatClass.Double, sizes, [.. Word(false, 9), .. Word(false, uint.MaxValue), .. new byte[64]]);
        File.WriteAllBytes(FilePath, MatFile(false, claim));
        AssertRefusedWithoutMemory(FilePath, "the numbers' tag states 4294967295 bytes, at most 64 can follow");
        File.WriteAllBytes(FilePath, MatFile(false, Compress(false, [.. Word(false, 14), .. Word(false, uint.MaxValue), .. claim[8..]])));
        AssertRefusedWithoutMemory(FilePath, "the compressed variable states 4294967295 bytes");
    }

    [Test]
    public void A_bomb_costs_no_memory_beyond_what_is_asked()
    {
        // 64 MiB of zeros in 64 KiB, passed over, then read by a window of a thousand bytes.
        const int length = 64 << 20;
        byte[] head = Matrix(false, "bomb", MatClass.UInt8, [length, 1], [.. Word(false, 2), .. Word(false, length)]);
        BitConverter.GetBytes(head.Length - 8 + length).CopyTo(head, 4);
        byte[] bomb = Compress(false, [.. head, .. new byte[length]]);
        File.WriteAllBytes(FilePath, MatFile(false, bomb, Variable(false, "wanted", MatClass.Double, [1, 1], [3])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(FilePath);
        using MatReader reader = MatReader.OpenAt(FilePath, "bomb");
        byte[] window = new byte[1 << 16];
        for (int read = 0; read < length; read += window.Length)
        {
            reader.Read(window);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    private double[] ReadOne(byte[] file)
    {
        File.WriteAllBytes(FilePath, file);
        using MatReader reader = MatReader.Open(FilePath);
        Assert.That(reader.Next(), Is.True);
        return Numbers(reader);
    }

    private static double[] Numbers(MatReader reader)
    {
        double[] numbers = new double[Count(reader)];
        reader.Read(numbers);
        return numbers;
    }

    private static int Count(MatReader reader) => reader.Sizes.ToArray().Aggregate(1, (product, size) => product * size);
}
