using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Begin">Its first byte in the buffer that follows the header.</param>
/// <param name="End">The byte after its last.</param>
internal readonly record struct SafetensorsEntry(string Name, ElementType Type, Shape Shape, long Begin, long End);

/// <summary>
/// Reads a safetensors header and holds the file to the format's rules: a JSON object of at most 100 MB, every key once,
/// every tensor as long as its shape says, and all of them filling the buffer without a hole or an overlap.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const int PrefixBytes = sizeof(ulong);
    private const int MostNumbers = 16; // far more axes than a tensor has, few enough to be read before they are refused

    private readonly InputFile _file;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly OrderedDictionary<string, string> _metadata = [];
    private long _checksumPlace;

    private SafetensorsHeader(InputFile file) => _file = file;

    /// <summary>The tensors, in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The texts under "__metadata__".</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The checksum that the metadata hold; null if they hold none.</summary>
    public string? Checksum { get; private set; }

    /// <summary>The digest of the header, to be continued with the elements; null without a checksum.</summary>
    public XxHash3? Digest { get; private set; }

    /// <summary>Reads the header and leaves the file at the buffer's first byte.</summary>
    /// <param name="file">The file, at its first byte.</param>
    /// <exception cref="InvalidFileException">The header or the buffer's length breaks a rule.</exception>
    public static SafetensorsHeader Read(InputFile file)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        file.Read(prefix, "the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > Safetensors.LongestHeader)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"a header of {length} bytes is more than the {Safetensors.LongestHeader} that the format allows"), 0);
        }

        if ((long)length > file.Remaining)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"states a header of {length} bytes, only {file.Remaining} follow"), 0);
        }

        byte[] json = new byte[length];
        file.Read(json, "the header");
        if (json is not [(byte)'{', ..])
        {
            throw file.Invalid("the header does not start with '{'", PrefixBytes);
        }

        var header = new SafetensorsHeader(file);
        header.Parse(json);
        header.CheckLayout();
        if (header.Checksum is not null)
        {
            json.AsSpan((int)header._checksumPlace, Safetensors.NoChecksum.Length).Fill((byte)'0');
            header.Digest = new XxHash3();
            header.Digest.Append(prefix);
            header.Digest.Append(json);
        }

        return header;
    }

    private void Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            var names = new HashSet<string>();
            reader.Read(); // the brace
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                string name = Text(ref reader);
                if (!names.Add(name))
                {
                    throw Wrong($"{InputFile.Quote(name)} occurs twice", ref reader);
                }

                if (name == Safetensors.MetadataKey)
                {
                    ParseMetadata(ref reader);
                }
                else
                {
                    ParseEntry(ref reader, name);
                }
            }

            reader.Read(); // only spaces may follow
        }
        catch (JsonException)
        {
            throw _file.Invalid("the header is not valid JSON", PrefixBytes + reader.BytesConsumed);
        }
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"{Safetensors.MetadataKey} must be an object");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = Text(ref reader);
            Expect(ref reader, JsonTokenType.String, $"{Safetensors.MetadataKey} {InputFile.Quote(key)} must be a string");
            if (key == Safetensors.ChecksumKey && Checksum is null)
            {
                Checksum = reader.ValueSpan.Length == Safetensors.NoChecksum.Length
                    ? Text(ref reader)
                    : throw Wrong($"{Safetensors.MetadataKey} {InputFile.Quote(key)} must have {Safetensors.NoChecksum.Length} digits", ref reader);
                _checksumPlace = reader.TokenStartIndex + 1; // after the quote
            }
            else if (!_metadata.TryAdd(key, Text(ref reader)))
            {
                throw Wrong($"{Safetensors.MetadataKey} {InputFile.Quote(key)} occurs twice", ref reader);
            }
        }
    }

    private void ParseEntry(ref Utf8JsonReader reader, string name)
    {
        string what = $"tensor {InputFile.Quote(name)}: ";
        long at = PrefixBytes + reader.TokenStartIndex;
        string? dtype = null;
        List<long>? sizes = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"{what}must be an object");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            switch (Text(ref reader))
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, $"{what}dtype must be a string");
                    dtype = Text(ref reader);
                    break;
                case "shape" when sizes is null:
                    sizes = Numbers(ref reader, $"{what}shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, $"{what}data_offsets");
                    break;
                case var field:
                    throw Wrong($"{what}unexpected or repeated key {InputFile.Quote(field)}", ref reader);
            }
        }

        if (dtype is null || sizes is null || offsets is null)
        {
            throw _file.Invalid($"{what}one of dtype, shape and data_offsets is missing", at);
        }

        ElementType type = dtype switch
        {
            "F64" => ElementType.Float64,
            "F32" => ElementType.Float32,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            _ => throw _file.Invalid($"{what}dtype {InputFile.Quote(dtype)} is not read; F64, F32, F16 and BF16 are", at),
        };
        var shape = _file.ShapeOf([.. sizes], what, at);
        if (offsets is not [var begin, var end] || begin > end)
        {
            throw _file.Invalid($"{what}data_offsets must be [begin, end] with begin ≤ end", at);
        }

        long bytes = (long)shape.Count * Elements.SizeOf(type);
        if (end - begin != bytes)
        {
            throw _file.Invalid(string.Create(CultureInfo.InvariantCulture, $"{what}shape {shape} of {dtype} takes {bytes} bytes, data_offsets state {end - begin}"), at);
        }

        _entries.Add(new SafetensorsEntry(name, type, shape, begin, end));
    }

    // All tensors together must fill the buffer exactly, which also bounds what a reader allocates by the file's length.
    private void CheckLayout()
    {
        long expected = 0;
        foreach (var entry in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != expected)
            {
                throw _file.Invalid(
                    string.Create(CultureInfo.InvariantCulture, $"tensor {InputFile.Quote(entry.Name)} begins at {entry.Begin} of the buffer where {expected} is due: a hole or an overlap"),
                    _file.Position);
            }

            expected = entry.End;
        }

        if (expected != _file.Remaining)
        {
            throw _file.Invalid(string.Create(CultureInfo.InvariantCulture, $"the header places {expected} bytes of data, the file has {_file.Remaining}"), _file.Position);
        }
    }

    private List<long> Numbers(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"{what} must be an array");
        var numbers = new List<long>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (numbers.Count == MostNumbers)
            {
                throw Wrong($"{what} holds more than {MostNumbers} numbers", ref reader);
            }

            numbers.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) && number >= 0
                ? number
                : throw Wrong($"{what} must hold whole numbers of 0 or more", ref reader));
        }

        return numbers;
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string otherwise)
    {
        if (Next(ref reader) != type)
        {
            throw Wrong(otherwise, ref reader);
        }
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a string is not valid Unicode", ref reader);
        }
    }

    private InvalidFileException Wrong(string problem, ref Utf8JsonReader reader) =>
        _file.Invalid(problem, PrefixBytes + reader.TokenStartIndex);
}
