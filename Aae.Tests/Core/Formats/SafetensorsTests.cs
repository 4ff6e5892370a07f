using System.Buffers.Binary;
using System.Text;
using Aae.Core.Formats;
using Aae.Core.Hardware;
using Aae.Core.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class SafetensorsTests : FormatTests
{
    private const string Two = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}""";

    private static readonly Gen<(Tensor[] Tensors, string[] Names, Dictionary<string, string> Metadata)> _content =
        from tensors in Gen.ListOf(AnyTensor.Generator)
        from names in Gen.ArrayOf(Name(), tensors.Count)
        from texts in Gen.ListOf(Name())
        select (tensors.ToArray(), names.Select((name, i) => $"{name}{i}").ToArray(), texts.Distinct().ToDictionary(text => text, text => text + "!"));

    protected override byte[] ValidFile =>
        Make("""{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"e":{"dtype":"BF16","shape":[0],"data_offsets":[8,8]}} """, new byte[8]);

    protected override void Read(string path) => Safetensors.Read(path);

    [FsCheck.NUnit.Property(MaxTest = 50)]
    public FsCheck.Property Round_trip_keeps_names_order_shapes_bits_and_metadata() => Prop.ForAll(_content.ToArbitrary(), content =>
    {
        Safetensors.Write(FilePath, content.Names.Zip(content.Tensors, KeyValuePair.Create), content.Metadata);
        var file = Safetensors.Read(FilePath);
        return file.Tensors.Keys.SequenceEqual(content.Names)
            && file.Tensors.Values.Zip(content.Tensors).All(pair => AnyTensor.Same(pair.First, pair.Second))
            && file.Metadata.SequenceEqual(content.Metadata);
    });

    [Test]
    public void Written_bytes_are_those_of_the_format()
    {
        Safetensors.Write(
            FilePath,
            [KeyValuePair.Create("b", new Tensor(new Shape(1, 2), [1f, -2f])), KeyValuePair.Create("é", new Tensor(new Shape([]), [0.5f]))],
            new Dictionary<string, string> { ["k"] = "<v>" });
        const string header =
            """{"__metadata__":{"k":"<v>"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"é":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""";
        int padded = (Encoding.UTF8.GetByteCount(header) + 7) / 8 * 8;
        string spaces = new(' ', padded - Encoding.UTF8.GetByteCount(header));
        byte[] expected =
        [
            (byte)padded, 0, 0, 0, 0, 0, 0, 0,
            .. Encoding.UTF8.GetBytes(header + spaces),
            0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F,
        ];
        Assert.That(File.ReadAllBytes(FilePath), Is.EqualTo(expected));
    }

    [Test]
    public void A_checksum_keeps_the_file_valid_and_its_content_the_same()
    {
        var metadata = new Dictionary<string, string> { ["k"] = "v" };
        Safetensors.Write(FilePath, [KeyValuePair.Create("w", new Tensor(new Shape(2), [1f, -2f]))], metadata, checksum: true);
        var file = Safetensors.Read(FilePath);
        Assert.Multiple(() =>
        {
            Assert.That(file.IsVerified, Is.True);
            Assert.That(file.Metadata, Is.EqualTo(metadata));
            Assert.That(file.Tensors["w"].Span.ToArray(), Is.EqualTo(new[] { 1f, -2f }));
            Assert.That(Encoding.UTF8.GetString(File.ReadAllBytes(FilePath)), Does.Match("""^.{8}\{"__metadata__":\{"aae.xxh3":"[0-9a-f]{16}","k":"v"\},"w":"""));
        });
    }

    [Test]
    public void A_checksum_finds_every_bit_that_is_flipped()
    {
        Safetensors.Write(FilePath, [KeyValuePair.Create("w", new Tensor(new Shape(2), [1f, -2f]))], new Dictionary<string, string> { ["k"] = "v" }, checksum: true);
        byte[] valid = File.ReadAllBytes(FilePath);
        Assert.Multiple(() =>
        {
            for (int bit = 0; bit < 8 * valid.Length; bit++)
            {
                byte[] corrupt = [.. valid];
                corrupt[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(FilePath, corrupt);

                // A flip in the checksum's own key leaves a file without one, which those do not take who know that it must be there.
                Assert.That(
                    IsRefused(corrupt, $"bit {bit}") || !Safetensors.Read(FilePath).IsVerified, $"bit {bit % 8} of byte {bit / 8} was flipped");
            }
        });
    }

    [TestCase("0000")]
    [TestCase("00000000000000000")]
    [TestCase("XXXXXXXXXXXXXXXX")]
    public void A_checksum_that_is_none_is_refused(string text) =>
        AssertRefused(Make("{\"__metadata__\":{\"aae.xxh3\":\"" + text + "\"}}", []), text.Length == 16 ? "the checksum does not fit" : "must have 16 digits");

    [Test]
    public void No_tensors_are_a_file_too()
    {
        Safetensors.Write(FilePath, []);
        var file = Safetensors.Read(FilePath);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(FilePath), Is.EqualTo((byte[])[8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8]));
            Assert.That(file.Tensors, Is.Empty);
            Assert.That(file.Metadata, Is.Empty);
        });
    }

    [Test]
    public void Large_tensor_is_written_from_its_own_memory()
    {
        var tensor = new Tensor(new Shape(1000, 1000));
        tensor.Span[^1] = 3f;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Safetensors.Write(FilePath, [KeyValuePair.Create("w", tensor)]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Multiple(() =>
        {
            Assert.That(allocated, Is.LessThan(1 << 18));
            Assert.That(AnyTensor.Same(Safetensors.Read(FilePath).Tensors["w"], tensor), Is.True);
        });
    }

    [TestCase("F64", "000000000000F03F 00000000000000C0", 1f, -2f)]
    [TestCase("F32", "0000803F 000000C0", 1f, -2f)]
    [TestCase("F16", "003C 01FC", 1f, float.NaN)]
    [TestCase("F16", "0100 007C", 5.9604645E-8f, float.PositiveInfinity)]
    [TestCase("BF16", "803F 00C0", 1f, -2f)]
    [TestCase("BF16", "0100 80FF", 9.1835E-41f, float.NegativeInfinity)]
    public void Element_types_become_float32(string dtype, string hex, float first, float second)
    {
        byte[] data = Convert.FromHexString(hex.Replace(" ", ""));
        File.WriteAllBytes(FilePath, Make($$$"""{"w":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data));
        Assert.That(Safetensors.Read(FilePath).Tensors["w"].Span.ToArray(), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public void Elements_may_lie_in_another_order_than_names()
    {
        byte[] data = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];
        File.WriteAllBytes(FilePath, Make(
            """{"z":{"shape":[1],"data_offsets":[4,8],"dtype":"F32"},"n":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", data));
        var tensors = Safetensors.Read(FilePath).Tensors;
        Assert.Multiple(() =>
        {
            Assert.That(tensors.Keys, Is.EqualTo(new[] { "z", "n", "a" }));
            Assert.That(tensors["z"].Span[0], Is.EqualTo(2f));
            Assert.That(tensors["n"].Shape, Is.EqualTo(new Shape(3, 0)));
            Assert.That(tensors["a"].Span[0], Is.EqualTo(1f));
        });
    }

    [TestCase("\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]", "tensor 'w': dtype 'I64' is not read")]
    [TestCase("\"dtype\":\"f32\",\"shape\":[2],\"data_offsets\":[0,8]", "tensor 'w': dtype 'f32' is not read")]
    [TestCase("\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]", "dtype must be a string")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[1,1,1,1,2],\"data_offsets\":[0,8]", "at most 4 axes, not 5")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],\"data_offsets\":[0,8]", "shape holds more than 16 numbers")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]", "shape [3] of F32 takes 12 bytes, data_offsets state 8")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]", "more than the")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,8]", "more than the")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]", "whole numbers of 0 or more")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]", "whole numbers of 0 or more")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]", "whole numbers of 0 or more")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]", "whole numbers of 0 or more")]
    [TestCase("\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]", "shape must be an array")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]", "begin ≤ end")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]", "begin ≤ end")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]", "begin ≤ end")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]", "tensor 'w' begins at 4 of the buffer where 0 is due")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]", "the header places 4 bytes of data, the file has 8")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]", "the header places 2000000000 bytes of data, the file has 8")]
    [TestCase("\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[9,9]", "begins at 9 of the buffer where 0 is due")]
    [TestCase("\"shape\":[2],\"data_offsets\":[0,8]", "one of dtype, shape and data_offsets is missing")]
    [TestCase("\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", "repeated key 'dtype'")]
    [TestCase("\"x\":1,\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]", "unexpected or repeated key 'x'")]
    public void Entries_that_break_a_rule_are_refused(string entry, string words) =>
        AssertRefused(Make("{\"w\":{" + entry + "}}", new byte[8]), words);

    [TestCase("[]", "does not start with '{'")]
    [TestCase(" {}", "does not start with '{'")]
    [TestCase("", "does not start with '{'")]
    [TestCase("{} x", "not valid JSON")]
    [TestCase("{}\0", "not valid JSON")]
    [TestCase("{", "not valid JSON")]
    [TestCase("{\"w\":", "not valid JSON")]
    [TestCase("{\"w\":1}", "tensor 'w': must be an object")]
    [TestCase("{\"w\":null}", "tensor 'w': must be an object")]
    [TestCase("{\"__metadata__\":1}", "__metadata__ must be an object")]
    [TestCase("{\"__metadata__\":{\"k\":1}}", "__metadata__ 'k' must be a string")]
    [TestCase("{\"__metadata__\":{\"k\":null}}", "__metadata__ 'k' must be a string")]
    [TestCase("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "__metadata__ 'k' occurs twice")]
    [TestCase("{\"__metadata__\":{},\"__metadata__\":{}}", "'__metadata__' occurs twice")]
    [TestCase("{\"\\ud800\":{}}", "not valid Unicode")]
    [TestCase("{\"a\\nb\":1}", "tensor 'a?b': must be an object")]
    public void Headers_that_break_a_rule_are_refused(string header, string words) => AssertRefused(Make(header, []), words);

    [TestCase("[0,8]", "[0,4]", "tensor 'b' begins at 8 of the buffer where 4 is due")]
    [TestCase("[8,12]", "[4,8]", "tensor 'b' begins at 4 of the buffer where 8 is due")]
    [TestCase("[8,12]", "[0,4]", "tensor 'a' begins at 0 of the buffer where 4 is due")]
    [TestCase("[8,12]", "[12,16]", "tensor 'b' begins at 12 of the buffer where 8 is due")]
    [TestCase("\"b\"", "\"a\"", "'a' occurs twice")]
    [TestCase("\"b\"", "\"\\u0061\"", "'a' occurs twice")]
    public void Holes_overlaps_and_duplicates_are_refused(string text, string instead, string words)
    {
        string header = Two.Replace(text, instead);
        AssertRefused(Make(instead == "[0,4]" && text == "[0,8]" ? header.Replace("[2]", "[1]") : header, new byte[12]), words);
    }

    [Test]
    public void Bytes_after_the_last_tensor_are_refused() =>
        AssertRefused(Make(Two, new byte[13]), "the header places 12 bytes of data, the file has 13");

    [Test]
    public void Invalid_utf8_is_refused() =>
        AssertRefused([6, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1'], "not valid");

    [TestCase(100_000_001UL, "a header of 100000001 bytes is more than the 100000000")]
    [TestCase(ulong.MaxValue, "a header of 18446744073709551615 bytes is more than the 100000000")]
    [TestCase(100_000_000UL, "states a header of 100000000 bytes, only 8 follow")]
    public void Hostile_lengths_allocate_nothing(ulong length, string words)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bytes, words);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    [Platform("Linux")]
    public void Sparse_file_that_states_more_than_the_memory_is_refused_before_memory_is_made()
    {
        const long elements = 1 << 30;
        long count = SystemMemory.TotalBytes / (4 * elements) + 1;
        string entries = string.Join(",", Enumerable.Range(0, (int)count).Select(i => $$"""
            "t{{i}}":{"dtype":"F32","shape":[{{elements}}],"data_offsets":[{{4 * elements * i}},{{4 * elements * (i + 1)}}]}
            """));
        byte[] beginning = Make($"{{{entries}}}", []);
        AssertRefusedWithoutMemory(Sparse(beginning, beginning.Length + 4 * elements * count), "bytes of memory, this process can have");
    }

    [TestCase("__metadata__", "a")]
    [TestCase("a", "a")]
    public void Names_that_a_reader_would_refuse_are_not_written(string first, string second)
    {
        var tensor = new Tensor(new Shape(1));
        Assert.That(() => Safetensors.Write(FilePath, [KeyValuePair.Create(first, tensor), KeyValuePair.Create(second, tensor)]), Throws.ArgumentException);
    }

    [Test]
    public void Failure_keeps_the_previous_checkpoint()
    {
        Safetensors.Write(FilePath, [KeyValuePair.Create("a", new Tensor(new Shape(1), [7f]))]);
        Assert.That(() => Safetensors.Write(FilePath, [KeyValuePair.Create("a", (Tensor)null!)]), Throws.Exception);
        Assert.That(Safetensors.Read(FilePath).Tensors["a"].Span[0], Is.EqualTo(7f));
    }

    private static Gen<string> Name() => Gen.Elements("encoder.0.weight", "é\u4E2D", "a\"b\\c", "line\nbreak", "\U0001F600", "");

    internal static byte[] Make(byte[] header, byte[] data) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];

    internal static byte[] Make(string header, byte[] data) => Make(Encoding.UTF8.GetBytes(header), data);
}
