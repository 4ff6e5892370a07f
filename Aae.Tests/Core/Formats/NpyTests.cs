using System.Text;
using Aae.Core.Formats;
using Aae.Core.Hardware;
using Aae.Core.Memory;
using Aae.Core.Tensors;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class NpyTests : FormatTests
{
    protected override byte[] ValidFile => NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", Floats(1f, -2f));

    protected override void Read(string path) => Npy.Read(path);

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public FsCheck.Property Round_trip_keeps_shape_and_bits() => Prop.ForAll(AnyTensor.Arbitrary, tensor =>
    {
        Npy.Write(FilePath, tensor);
        return AnyTensor.Same(Npy.Read(FilePath), tensor);
    });

    /// <summary>As numpy.save wrote it (NumPy 1.24): np.save(f, np.array([[1, -2]], '&lt;f4')).</summary>
    [Test]
    public void Written_bytes_are_those_of_numpy()
    {
        Npy.Write(FilePath, new Tensor(new Shape(1, 2), [1f, -2f]));
        byte[] expected =
        [
            0x93, .. "NUMPY"u8, 1, 0, 118, 0,
            .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n"),
            0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0,
        ];
        Assert.That(File.ReadAllBytes(FilePath), Is.EqualTo(expected));
    }

    [TestCase("()", 1)]
    [TestCase("(3,)", 3)]
    [TestCase("(2, 3)", 6)]
    [TestCase("(2, 3, 4, 5)", 120)]
    [TestCase("(2147483591, 0)", 0)]
    public void Shape_is_written_as_a_python_tuple(string tuple, int count)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}";
        File.WriteAllBytes(FilePath, NpyFile(header, new byte[count * 4]));
        var tensor = Npy.Read(FilePath);
        Npy.Write(FilePath, tensor);
        byte[] bytes = File.ReadAllBytes(FilePath);
        Assert.Multiple(() =>
        {
            Assert.That(tensor.Shape.Count, Is.EqualTo(count));
            Assert.That(Encoding.ASCII.GetString(bytes, 10, bytes.Length - 10), Does.StartWith(header));
            Assert.That((bytes.Length - count * 4) % 64, Is.Zero);
        });
    }

    [TestCase("<f2", "003C 00C0", 1f, -2f)]
    [TestCase(">f2", "3C00 C000", 1f, -2f)]
    [TestCase("<f4", "0000803F 000000C0", 1f, -2f)]
    [TestCase(">f4", "3F800000 C0000000", 1f, -2f)]
    [TestCase("<f8", "000000000000F03F 00000000000000C0", 1f, -2f)]
    [TestCase(">f8", "3FF0000000000000 C000000000000000", 1f, -2f)]
    [TestCase("<f8", "9C7500883CE4377E 000000000000F0FF", float.PositiveInfinity, float.NegativeInfinity)]
    [TestCase("<i4", "FFFFFFFF 02000000", -1f, 2f)]
    [TestCase(">i4", "FFFFFFFF 00000002", -1f, 2f)]
    [TestCase("<i8", "FFFFFFFFFFFFFFFF 0000000001000000", -1f, 4294967296f)]
    [TestCase(">i8", "FFFFFFFFFFFFFFFF 0000000000000002", -1f, 2f)]
    [TestCase("|u1", "FF 02", 255f, 2f)]
    [TestCase("|b1", "00 01", 0f, 1f)]
    [TestCase(">i4", "01000001 01000003", 16777216f, 16777220f)]
    public void Element_types_become_float32(string descr, string hex, float first, float second)
    {
        File.WriteAllBytes(FilePath, NpyFile($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (2,), }}", Convert.FromHexString(hex.Replace(" ", ""))));
        Assert.That(Npy.Read(FilePath).Span.ToArray(), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public void Conversion_goes_on_beyond_one_buffer()
    {
        const int count = 200_001;
        byte[] data = new byte[count * 4];
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i * 4), i);
        }

        File.WriteAllBytes(FilePath, NpyFile($"{{'descr': '<i4', 'fortran_order': False, 'shape': ({count},), }}", data));
        Assert.That(Npy.Read(FilePath).Span.ToArray().SequenceEqual(Enumerable.Range(0, count).Select(i => (float)i)), Is.True);
    }

    [Test]
    public void Fortran_order_is_transposed()
    {
        // Element (i, j, k, l) has the value ijkl in decimal and lies at i + 2·(j + 3·(k + 2·l)).
        float[] stored = new float[24];
        for (int at = 0; at < 24; at++)
        {
            stored[at] = at % 2 * 1000 + at / 2 % 3 * 100 + at / 6 % 2 * 10 + at / 12;
        }

        File.WriteAllBytes(FilePath, NpyFile("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 2, 2), }", Floats(stored)));
        Assert.That(Npy.Read(FilePath).Span.ToArray(), Is.Ordered.And.EquivalentTo(stored));
    }

    [TestCase("(3,)")]
    [TestCase("(3, 1)")]
    [TestCase("(1, 3)")]
    public void Fortran_order_of_one_axis_is_c_order(string shape)
    {
        File.WriteAllBytes(FilePath, NpyFile($"{{'descr': '<f4', 'fortran_order': True, 'shape': {shape}, }}", Floats(1, 2, 3)));
        Assert.That(Npy.Read(FilePath).Span.ToArray(), Is.EqualTo(new[] { 1f, 2f, 3f }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void All_versions_are_read(int version)
    {
        File.WriteAllBytes(FilePath, NpyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", Floats(5, 6), version));
        Assert.That(Npy.Read(FilePath).Span.ToArray(), Is.EqualTo(new[] { 5f, 6f }));
    }

    [TestCase("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}")]
    [TestCase("  { 'shape' : ( 2L , ) , 'descr':'<f4' ,\t'fortran_order' : False , }  ")]
    [TestCase("{'shape': (2, 1), 'descr': '<f4', 'fortran_order': False}")]
    public void Dictionary_may_be_written_in_other_ways(string header) =>
        Assert.That(() => ReadBytes(NpyFile(header, Floats(5, 6))), Throws.Nothing);

    [TestCase("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "arrays of objects ('|O') are not read")]
    [TestCase("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "elements of type '<c8' are not read")]
    [TestCase("{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }", "elements of type '<U2' are not read")]
    [TestCase("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "elements of type '|f4' are not read")]
    [TestCase("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", "elements of type 'f4' are not read")]
    [TestCase("{'descr': '', 'fortran_order': False, 'shape': (2,), }", "elements of type '' are not read")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "arrays of records are not read")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 2), }", "at most 4 axes, not 5")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "more than the")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999999,), }", "more than the")]
    [TestCase("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,), }", "has 16000000000 bytes of data, the file 8")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "has 4 bytes of data, the file 8")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "expected a size")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,), }", "expected ')'")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "written (n,)")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': 2, }", "expected '('")]
    [TestCase("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "must be True or False")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, }", "is missing")]
    [TestCase("{}", "is missing")]
    [TestCase("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "repeated key 'descr'")]
    [TestCase("{'x': 1, 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "unexpected or repeated key 'x'")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", "something follows")]
    [TestCase("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2,), }", "escapes in strings")]
    [TestCase("{'descr': '<f4", "quote is not closed")]
    [TestCase("", "expected '{'")]
    public void What_is_not_read_is_refused_by_name(string header, string words) => AssertRefused(NpyFile(header, Floats(1, 2)), words);

    [Test]
    public void Other_versions_and_signatures_are_refused()
    {
        byte[] valid = ValidFile;
        byte[] version = [.. valid];
        version[6] = 4;
        Assert.Multiple(() =>
        {
            AssertRefused(version, "npy version 4.0 is not known");
            AssertRefused([(byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 0, 0], "is not an npy file");
            AssertRefused([.. valid[..6], 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. valid[10..]], "a header of 4294967295 bytes is not plausible");
        });
    }

    [Test]
    [Platform("Linux")]
    public void Sparse_file_that_states_more_than_the_memory_is_refused_before_memory_is_made()
    {
        // One byte an element, four in memory, twice for the transposition.
        byte[] header = NpyFile($"{{'descr': '|u1', 'fortran_order': True, 'shape': ({AlignedBlock.MostFloats / 2}, 2), }}", []);
        string path = Sparse(header, header.Length + AlignedBlock.MostFloats / 2 * 2L);
        Assume.That(SystemMemory.TotalBytes, Is.LessThan(8L * AlignedBlock.MostFloats));
        AssertRefusedWithoutMemory(path, "bytes of memory, this process can have");
    }

    [Test]
    [Platform("Linux")]
    public void Array_of_more_elements_than_a_tensor_has_names_the_file()
    {
        byte[] header = NpyFile($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Array.MaxLength},), }}", []);
        AssertRefusedWithoutMemory(Sparse(header, header.Length + (long)Array.MaxLength), $"{Array.MaxLength} elements are more than the {AlignedBlock.MostFloats}");
    }

    [Test]
    public void Error_names_the_byte()
    {
        File.WriteAllBytes(FilePath, NpyFile("{'descr': '<f4', 'fortran_order': 7, 'shape': (2,), }", Floats(1, 2)));
        Assert.That(() => Npy.Read(FilePath), Throws.TypeOf<InvalidFileException>().With.Property("Offset").EqualTo(10 + 34));
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    internal static byte[] NpyFile(string header, byte[] data, int version = 1)
    {
        byte[] text = [.. Encoding.Latin1.GetBytes(header), (byte)'\n'];
        byte[] length = BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length[..(version == 1 ? 2 : 4)], .. text, .. data];
    }
}
