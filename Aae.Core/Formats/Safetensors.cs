using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>
/// Files of named tensors: the length of a JSON header, the header (type, shape and place of each tensor), and the elements
/// one after the other. Nothing in such a file is ever run as code.
/// </summary>
public static class Safetensors
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    internal const int LongestHeader = 100_000_000;

    /// <summary>The header's key that is not a tensor.</summary>
    internal const string MetadataKey = "__metadata__";

    /// <summary>The text of the metadata that holds the checksum: the XXH3 of the whole file while the text's own digits are zeros.</summary>
    internal const string ChecksumKey = "aae.xxh3";

    /// <summary>The checksum's place, kept free until all else is known.</summary>
    internal const string NoChecksum = "0000000000000000";

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes tensors as float32, in the order given, whole or not at all, and waits until they are on the disk.</summary>
    /// <param name="path">The file; its folder is created if it is missing.</param>
    /// <param name="tensors">Names, each once and none "__metadata__", and tensors of any shape.</param>
    /// <param name="metadata">Texts to be kept with them, or null.</param>
    /// <param name="checksum">Whether the metadata keep a checksum too, by which <see cref="Read"/> finds any change to the file.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is "__metadata__".</exception>
    /// <exception cref="AaeException">The file cannot be written, or the names and texts exceed 100 MB.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool checksum = false)
    {
        KeyValuePair<string, Tensor>[] entries = [.. tensors];
        byte[] header = Header(entries, metadata, checksum);
        if (header.Length > LongestHeader)
        {
            throw new AaeException($"{path}: cannot be written: a header of {header.Length} bytes is more than the {LongestHeader} that the format allows");
        }

        void Content(Stream stream)
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in entries)
            {
                Elements.Write(stream, tensor.Span);
            }
        }

        if (checksum)
        {
            var digest = new XxHash3();
            Content(new DigestStream(digest));
            int place = header.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NoChecksum)); // the first text of the header
            Encoding.ASCII.GetBytes(ChecksumText(digest), header.AsSpan(place));
        }

        AtomicFile.Write(path, Content);
    }

    /// <summary>Reads all tensors as float32; F16 and BF16 exactly, F64 rounded to nearest.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, truncated or corrupt, breaks a rule of the format, holds a tensor of another type or of more than four
    /// axes, or is not the one that its checksum was made of.
    /// </exception>
    /// <exception cref="AaeException">The file cannot be opened, or holds more than the memory does.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var file = InputFile.Open(path);
        var header = SafetensorsHeader.Read(file);
        InputFile.RequireMemory(path, header.Entries.Sum(entry => (long)entry.Shape.Count * sizeof(float)));
        file.Digest = header.Digest; // takes in what is read from here on: all elements, in the file's order
        var tensors = new Dictionary<string, Tensor>();
        foreach (var entry in header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            var tensor = new Tensor(entry.Shape);
            Elements.Read(file, entry.Type, bigEndian: false, tensor.Span);
            tensors.Add(entry.Name, tensor);
        }

        if (header.Digest is { } digest && ChecksumText(digest) != header.Checksum)
        {
            throw file.Invalid("the checksum does not fit: the file was damaged or changed after it was written");
        }

        // In the header's order, which need not be that of the elements.
        var ordered = new OrderedDictionary<string, Tensor>();
        foreach (var entry in header.Entries)
        {
            ordered.Add(entry.Name, tensors[entry.Name]);
        }

        return new SafetensorsFile(ordered, header.Metadata, header.Checksum is not null);
    }

    private static string ChecksumText(XxHash3 digest) => digest.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);

    private static byte[] Header(KeyValuePair<string, Tensor>[] entries, IReadOnlyDictionary<string, string>? metadata, bool checksum)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _json))
        {
            json.WriteStartObject();
            if (checksum || metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                if (checksum)
                {
                    json.WriteString(ChecksumKey, NoChecksum);
                }

                foreach (var (key, text) in metadata ?? new Dictionary<string, string>())
                {
                    json.WriteString(key, text);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string>();
            long begin = 0;
            foreach (var (name, tensor) in entries)
            {
                if (name == MetadataKey || !names.Add(name))
                {
                    throw new ArgumentException($"the tensor name '{name}' is reserved or given twice", nameof(entries));
                }

                long end = begin + (long)tensor.Shape.Count * sizeof(float);
                WriteEntry(json, name, tensor.Shape, begin, end);
                begin = end;
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that the elements are aligned when the file is mapped into memory.
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Shape shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            json.WriteNumberValue(shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
