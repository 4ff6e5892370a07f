using System.Buffers.Binary;
using System.IO.Compression;

namespace Aae.Core.Formats;

/// <summary>
/// The bytes of a file from front to back, unzipped if the file starts with gzip's magic bytes, whatever its name. Knows
/// where it is, so that a problem can be reported with its byte.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> checks the CRC-32 where it meets one, but takes a stream that ends early for a whole one. The last
/// four bytes of the file, gzip's own count of the unzipped bytes, are therefore compared at the end.
/// </remarks>
internal sealed class IdxSource : IDisposable
{
    /// <summary>Deflate cannot pack more than this many bytes into one.</summary>
    private const int MaxInflation = 1032;

    private const int MinGzipLength = 18;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly GZipStream? _gzip;
    private readonly uint _gzipLength;
    private long _position;

    private IdxSource(string path, FileStream file)
    {
        _path = path;
        _file = file;
        Span<byte> magic = stackalloc byte[2];
        bool zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        MaxLength = file.Length;
        if (zipped)
        {
            if (file.Length < MinGzipLength)
            {
                throw new InvalidFileException(path, $"the gzip file is cut short: {file.Length} bytes where at least {MinGzipLength} are needed", file.Length);
            }

            file.Position = file.Length - sizeof(uint);
            Span<byte> trailer = stackalloc byte[sizeof(uint)];
            file.ReadExactly(trailer);
            _gzipLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
            MaxLength = Math.Min(_gzipLength, file.Length > long.MaxValue / MaxInflation ? long.MaxValue : file.Length * MaxInflation);
            _gzip = new GZipStream(file, CompressionMode.Decompress);
        }

        file.Position = 0;
    }

    /// <summary>
    /// The greatest number of bytes that the file can turn out to hold, known before it is unzipped: no more than deflate can pack,
    /// and no more than gzip counts.
    /// </summary>
    public long MaxLength { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static IdxSource Open(string path)
    {
        FileStream file = InputFile.OpenStream(path, 1 << 16);
        try
        {
            return new IdxSource(path, file);
        }
        catch (Exception e)
        {
            file.Dispose();
            throw FileFailure.Is(e) ? FileFailure.Reading(path, e) : e;
        }
    }

    /// <summary>Reads what there is, at most the buffer's length; 0 at the end, where gzip's own count is compared.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            Stream stream = _gzip is null ? _file : _gzip;
            int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            _position += read;
            if (read < buffer.Length && _gzip is not null && (uint)_position != _gzipLength)
            {
                throw Invalid($"the gzip file is cut short, followed by other bytes or of several parts: it counts {_gzipLength} unzipped bytes, and {_position} came");
            }

            return read;
        }
        catch (InvalidDataException e)
        {
            throw Invalid($"the gzip data are corrupt: {e.Message.TrimEnd('.')}");
        }
        catch (IOException e)
        {
            throw FileFailure.Reading(_path, e);
        }
    }

    /// <summary>Fills a buffer.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="InvalidFileException">The file ends before.</exception>
    public void ReadExactly(Span<byte> buffer, string what)
    {
        int read = Read(buffer);
        if (read < buffer.Length)
        {
            throw Invalid($"ends within {what}, {read} of {buffer.Length} bytes read");
        }
    }

    /// <summary>Checks that nothing is left.</summary>
    /// <exception cref="InvalidFileException">There are more bytes.</exception>
    public void ExpectEnd()
    {
        Span<byte> extra = stackalloc byte[1];
        if (Read(extra) != 0)
        {
            _position--;
            throw Invalid("more bytes follow where the file should end");
        }
    }

    /// <summary>The error for a problem, with the present offset and what it counts in.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="offset">The byte, if not the present one.</param>
    public InvalidFileException Invalid(string problem, long? offset = null) =>
        new(_path, _gzip is null ? problem : $"{problem}; offsets are of the unzipped stream", offset ?? _position);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gzip?.Dispose();
        _file.Dispose();
    }
}
