using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>
/// NumPy's array file (.npy): signature, version, the length of a header that is a Python dictionary, then the elements.
/// </summary>
/// <remarks>Format: NEP 1 and numpy.lib.format.</remarks>
public static class Npy
{
    private const int Alignment = 64;
    private const int LongestHeader = 1 << 16; // version 1's own limit; a plain array needs about 120 bytes

    private static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Writes a tensor as float32 ("&lt;f4", C order, version 1.0), whole or not at all.</summary>
    /// <param name="path">The file; its folder is created if it is missing.</param>
    /// <param name="tensor">The tensor, of any shape.</param>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        byte[] header = Header(tensor.Shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            Elements.Write(stream, tensor.Span);
        });
    }

    /// <summary>
    /// Reads an array as a float32 tensor. Element types f2, f4, f8, i4, i8, u1 and b1 in either byte order, C or Fortran
    /// order, zero to four axes, versions 1 to 3. Numbers that float32 cannot hold are rounded to nearest.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is missing, truncated, corrupt, or holds what a tensor cannot.</exception>
    /// <exception cref="AaeException">The file cannot be opened, or holds more than the memory does.</exception>
    public static Tensor Read(string path)
    {
        using var file = InputFile.Open(path);
        NpyHeader header = ParseHeader(file);
        Shape shape = header.ShapeIn(file);
        RequireLength(file, header);
        InputFile.RequireMemory(path, (long)shape.Count * sizeof(float) * (header.FortranOrder ? 2 : 1));
        var tensor = new Tensor(shape);
        Elements.Read(file, header.Type, header.BigEndian, tensor.Span);
        return header.FortranOrder ? FromFortranOrder(tensor) : tensor;
    }

    private static byte[] Header(Shape shape)
    {
        string sizes = shape.Rank == 1
            ? string.Create(CultureInfo.InvariantCulture, $"({shape[0]},)")
            : $"({shape.ToString()[1..^1]})";
        string dictionary = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {sizes}, }}";
        int prefix = Signature.Length + 4;
        int length = (prefix + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;

        byte[] header = new byte[length];
        Signature.CopyTo(header);
        header[6] = 1; // version 1.0
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - prefix));
        Encoding.ASCII.GetBytes(dictionary.PadRight(length - prefix - 1) + "\n", header.AsSpan(prefix));
        return header;
    }

    /// <summary>Reads up to the first element, and holds the file's length against what its header says.</summary>
    internal static NpyHeader ReadHeader(InputFile file)
    {
        NpyHeader header = ParseHeader(file);
        RequireLength(file, header);
        return header;
    }

    private static void RequireLength(InputFile file, NpyHeader header)
    {
        Int128 expected = (Int128)header.Count * Elements.SizeOf(header.Type);
        if (file.Remaining != expected)
        {
            throw file.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"an array {header.SizesText} of '{header.Descr}' has {expected} bytes of data, the file {file.Remaining}"),
                file.Position);
        }
    }

    private static NpyHeader ParseHeader(InputFile file)
    {
        Span<byte> start = stackalloc byte[8];
        file.Read(start, "the npy signature and version");
        if (!start[..6].SequenceEqual(Signature))
        {
            throw file.Invalid("is not an npy file: it does not start with the signature \\x93NUMPY", 0);
        }

        if (start[6] is < 1 or > 3 || start[7] != 0)
        {
            throw file.Invalid($"npy version {start[6]}.{start[7]} is not known; 1.0, 2.0 and 3.0 are", 6);
        }

        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        file.Read(size, "the header's length");
        uint length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestHeader)
        {
            throw file.Invalid(string.Create(CultureInfo.InvariantCulture, $"a header of {length} bytes is not plausible; at most {LongestHeader} are read"), 8);
        }

        long at = file.Position;
        byte[] text = new byte[length];
        file.Read(text, "the header");

        // Latin-1, so that a character's index is its byte's.
        return new NpyHeaderParser(file, Encoding.Latin1.GetString(text), at).Parse();
    }

    // The first axis ran fastest: element (i, j, k, l) lies at i + n₀·(j + n₁·(k + n₂·l)).
    private static Tensor FromFortranOrder(Tensor source)
    {
        var shape = source.Shape;
        if (shape.Rank < 2 || shape.Count == 0)
        {
            return source;
        }

        int n0 = shape[0];
        int n1 = shape[1];
        int n2 = shape.Rank > 2 ? shape[2] : 1;
        int n3 = shape.Rank > 3 ? shape[3] : 1;
        var result = new Tensor(shape);
        var from = source.Span;
        var to = result.Span;
        int next = 0;
        for (int i = 0; i < n0; i++)
        {
            for (int j = 0; j < n1; j++)
            {
                for (int k = 0; k < n2; k++)
                {
                    for (int l = 0; l < n3; l++)
                    {
                        to[next++] = from[i + n0 * (j + n1 * (k + n2 * l))];
                    }
                }
            }
        }

        return result;
    }
}
