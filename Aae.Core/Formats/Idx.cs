using System.Buffers.Binary;
using System.IO.Compression;

namespace Aae.Core.Formats;

/// <summary>
/// The IDX format of MNIST: two zero bytes, the element type, the number of axes, their sizes as big-endian u32, then the
/// elements, big-endian, the last axis running fastest.
/// </summary>
public static class Idx
{
    /// <summary>Reads a file, plain or gzip (told by its first bytes, not by its name).</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is cut short, corrupt, too long, or no IDX file.</exception>
    /// <exception cref="AaeException">The file cannot be opened, or holds more than the memory does.</exception>
    public static IdxArray Read(string path)
    {
        using IdxSource source = IdxSource.Open(path);

        Span<byte> magic = stackalloc byte[4];
        source.ReadExactly(magic, "the magic number");
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw source.Invalid($"no IDX file: it starts with {magic[0]:X2} {magic[1]:X2} instead of 00 00", 0);
        }

        var element = (IdxElement)magic[2];
        if (!Enum.IsDefined(element))
        {
            throw source.Invalid($"the element type is 08, 09, 0B, 0C, 0D or 0E, not {magic[2]:X2}", 2);
        }

        int rank = magic[3];
        if (rank is < 1 or > IdxArray.MaxRank)
        {
            throw source.Invalid($"the number of axes is 1 to {IdxArray.MaxRank}, not {rank}", 3);
        }

        Span<byte> header = stackalloc byte[4 * rank];
        source.ReadExactly(header, "the sizes");
        Span<int> sizes = stackalloc int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * axis)..]);
            sizes[axis] = size <= int.MaxValue
                ? (int)size
                : throw source.Invalid($"axis {axis} has the size {size}; at most {int.MaxValue} is read", 4 + 4 * axis);
        }

        // The claim of the header is believed only as far as the file can keep it: memory is taken after this check.
        long length = IdxArray.ByteLength(element, sizes);
        long limit = Math.Min(source.MaxLength, Array.MaxLength);
        if (length > limit)
        {
            throw source.Invalid($"the sizes [{string.Join(" × ", sizes.ToArray())}] ask for more bytes of data than the {limit} that the file can hold", 4);
        }

        InputFile.RequireMemory(path, length);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        source.ReadExactly(bytes, "the data");
        source.ExpectEnd();
        return new IdxArray(element, sizes, bytes);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="array">What to write.</param>
    /// <param name="compress">Whether to gzip it; the name does not matter.</param>
    /// <exception cref="AaeException">The file cannot be written.</exception>
    public static void Write(string path, IdxArray array, bool compress = false)
    {
        byte[] header = new byte[4 + 4 * array.Sizes.Length];
        header[2] = (byte)array.Element;
        header[3] = (byte)array.Sizes.Length;
        for (int axis = 0; axis < array.Sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * axis), array.Sizes[axis]);
        }

        AtomicFile.Write(path, file =>
        {
            using GZipStream? gzip = compress ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
            Stream stream = gzip ?? file;
            stream.Write(header);
            stream.Write(array.Bytes);
        });
    }
}
