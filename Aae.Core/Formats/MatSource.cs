using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Aae.Core.Formats;

/// <summary>
/// The bytes of a MATLAB file, variable by variable, unzipped where one is compressed. What a tag claims is held against the file,
/// or against the most that deflate can pack, before it is believed.
/// </summary>
internal sealed class MatSource : IDisposable
{
    private const int HeaderLength = 128;
    private const int TagLength = 8;
    private const int CompatibleVersion = 0x0100;
    private const int Hdf5Version = 0x0200;

    /// <summary>Deflate cannot pack more than this many bytes into one.</summary>
    private const long MaxInflation = 1032;

    private readonly string _path;
    private readonly FileStream _file;
    private ZLibStream? _zlib; // of the present variable
    private long _start; // of the present variable's tag
    private long _next; // of the one after it
    private long _read; // bytes of the present variable, unzipped

    private MatSource(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Whether the file has the most significant byte first.</summary>
    public bool BigEndian { get; private set; }

    /// <summary>Bytes of the present variable that were not read yet.</summary>
    public long Remaining { get; private set; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InvalidFileException">It is no MATLAB file of Level 5.</exception>
    /// <exception cref="AaeException">It cannot be opened.</exception>
    public static MatSource Open(string path)
    {
        var source = new MatSource(path, InputFile.OpenStream(path, 1 << 16));
        try
        {
            source.ReadHeader();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the first byte within the next variable; false if there is none.</summary>
    public bool NextVariable()
    {
        _zlib?.Dispose();
        _zlib = null;
        _file.Position = _start = _next;
        if (_file.Position == _file.Length)
        {
            return false;
        }

        (_read, Remaining) = (0, _file.Length - _start);
        MatElement tag = ReadTag("a variable's tag");
        if (tag.Small || tag.Type is not (MatType.Matrix or MatType.Compressed))
        {
            throw Invalid($"a variable is a matrix (14) or compressed (15), not of type {(uint)tag.Type}");
        }

        Require(tag, "the variable");
        _next = _start + TagLength + tag.Length;
        Remaining = tag.Length;
        if (tag.Type == MatType.Compressed)
        {
            _zlib = new ZLibStream(_file, CompressionMode.Decompress, leaveOpen: true);
            (_read, Remaining) = (0, tag.Length * MaxInflation);
            MatElement matrix = ReadTag("the compressed variable's tag");
            if (matrix.Small || matrix.Type != MatType.Matrix)
            {
                throw Invalid($"a compressed variable is a matrix (14), not of type {(uint)matrix.Type}");
            }

            Require(matrix, "the compressed variable");
            Remaining = matrix.Length;
        }

        return true;
    }

    /// <summary>Reads a tag, and checks that what it claims can be there.</summary>
    /// <param name="what">Whose tag it is, for the error.</param>
    public MatElement ReadTag(string what)
    {
        Span<byte> bytes = stackalloc byte[TagLength];
        Read(bytes, what);
        uint type = ReadUInt32(bytes);
        uint length = ReadUInt32(bytes[4..]);
        if (type >> 16 == 0)
        {
            return new MatElement((MatType)type, length, Small: false, 0);
        }

        return type >> 16 <= sizeof(uint)
            ? new MatElement((MatType)(type & 0xFFFF), type >> 16, Small: true, MemoryMarshal.Read<uint>(bytes[4..]))
            : throw Invalid($"{what} packs {type >> 16} bytes where four fit");
    }

    /// <summary>Checks that an element's content is no longer than what is left.</summary>
    public void Require(MatElement tag, string what)
    {
        if (!tag.Small && tag.Length > Remaining)
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{what} states {tag.Length} bytes, at most {Remaining} can follow"));
        }
    }

    /// <summary>Reads the whole content of a short element, and what pads it.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="most">The most bytes that are read.</param>
    /// <param name="what">What they are, for the error.</param>
    public byte[] ReadContent(MatElement tag, int most, string what)
    {
        if (tag.Length > most)
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{what} of {tag.Length} bytes is more than the {most} that are read"));
        }

        byte[] content = new byte[tag.Length];
        if (tag.Small)
        {
            uint packed = tag.Packed;
            MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in packed))[..content.Length].CopyTo(content);
            return content;
        }

        Read(content, what);
        Span<byte> padding = stackalloc byte[-content.Length & 7];
        Read(padding, what);
        return content;
    }

    /// <summary>Fills a span with the next bytes of the present variable.</summary>
    /// <param name="destination">As many bytes as are wanted.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="InvalidFileException">The variable or the file ends before.</exception>
    public void Read(Span<byte> destination, string what)
    {
        if (destination.Length > Remaining || Fill(destination) < destination.Length)
        {
            throw Invalid($"ends within {what}");
        }

        _read += destination.Length;
        Remaining -= destination.Length;
    }

    /// <summary>Checks that the present variable ends here but for padding; of a compressed one zlib compares its checksum.</summary>
    public void ExpectEnd()
    {
        if (Remaining >= TagLength)
        {
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{Remaining} bytes follow where the variable should end"));
        }

        Span<byte> rest = stackalloc byte[(int)Remaining];
        Read(rest, "the padding");
        if (_zlib is not null && Fill(stackalloc byte[1]) != 0)
        {
            throw Invalid("more bytes follow where the compressed variable should end");
        }
    }

    /// <summary>A whole number of four bytes, in the file's order.</summary>
    public uint ReadUInt32(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>The error for a problem at the present byte.</summary>
    public InvalidFileException Invalid(string problem) => _zlib is null
        ? new(_path, problem, _start + _read)
        : new(_path, string.Create(CultureInfo.InvariantCulture, $"{problem}; {_read} unzipped bytes into the compressed variable"), _start);

    /// <inheritdoc/>
    public void Dispose()
    {
        _zlib?.Dispose();
        _file.Dispose();
    }

    private void ReadHeader()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int length = Fill(header);
        if (length >= 4 && header[0] == 0x89 && header[1..4].SequenceEqual("HDF"u8))
        {
            throw IsHdf5();
        }

        if (length < HeaderLength)
        {
            throw new InvalidFileException(_path, $"ends within the header of a MATLAB file, {length} of {HeaderLength} bytes", length);
        }

        BigEndian = header[126] == 'M' && header[127] == 'I';
        if (!BigEndian && !(header[126] == 'I' && header[127] == 'M'))
        {
            throw new InvalidFileException(_path, "is no MATLAB file of Level 5, which has IM or MI here; one of MATLAB 4 is read when MATLAB has saved it again with 'save -v7'", 126);
        }

        int version = BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[124..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[124..]);
        if (version == Hdf5Version)
        {
            throw IsHdf5();
        }

        _next = version == CompatibleVersion
            ? HeaderLength
            : throw new InvalidFileException(_path, $"MATLAB file version {version:X4} is not known; 0100 is", 124);
    }

    private InvalidFileException IsHdf5() => new(_path, "is a MATLAB 7.3 file (HDF5), which is not read; load it in MATLAB and save it again with 'save -v7'", 0);

    private int Fill(Span<byte> destination)
    {
        try
        {
            Stream stream = _zlib is null ? _file : _zlib;
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception corrupt) when (_zlib is not null && corrupt is InvalidDataException or IOException)
        {
            // What zlib does not expect, as a stream that asks for a dictionary, comes as an IOException of a kind that has no public name.
            throw Invalid("the compressed data are corrupt");
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Reading(_path, failure);
        }
    }
}
