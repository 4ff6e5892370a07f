using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Aae.Core.Hardware;
using Aae.Core.Memory;
using Aae.Core.Tensors;

namespace Aae.Core.Formats;

/// <summary>
/// A file that is read from its start to its end, with nothing believed: every read is exact, and whatever goes wrong becomes
/// one line that names the file and the byte.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private readonly FileStream _stream;

    private InputFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>The next byte to be read.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes from the next one to the end.</summary>
    public long Remaining => Length - Position;

    /// <summary>Takes in all that is read while it is set.</summary>
    public XxHash3? Digest { get; set; }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InvalidFileException">There is no such file, or it is empty, a folder, a pipe or a device.</exception>
    /// <exception cref="AaeException">The system refuses to read it.</exception>
    public static InputFile Open(string path) => new(path, OpenStream(path));

    /// <summary>Opens a regular file that is not empty as a stream.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="bufferSize">Bytes that are read at a time.</param>
    /// <exception cref="InvalidFileException">There is no such file, or it is empty, a folder, a pipe or a device.</exception>
    /// <exception cref="AaeException">The system refuses to read it.</exception>
    public static FileStream OpenStream(string path, int bufferSize = 4096)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new InvalidFileException(path, "is a folder, not a file");
        }

        try
        {
            // To open a pipe is to wait for a writer, and a device may never end: what states the length 0 is not even opened.
            var file = new FileInfo(path);
            if ((file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is not FileInfo { Exists: true, Length: 0 })
            {
                var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize);
                if (stream.CanSeek)
                {
                    return stream;
                }

                stream.Dispose();
            }
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Reading(path, failure);
        }

        throw new InvalidFileException(path, "is empty, or a pipe or a device; only regular files with content are read", 0);
    }

    /// <summary>Refuses what the machine cannot hold, before memory for it is made: a sparse file may state any length.</summary>
    /// <param name="path">The file that asks for it.</param>
    /// <param name="bytes">The memory that its content takes.</param>
    /// <exception cref="AaeException">There is not as much memory.</exception>
    public static void RequireMemory(string path, long bytes)
    {
        long total = SystemMemory.TotalBytes;
        if (bytes > total)
        {
            throw new AaeException(string.Create(CultureInfo.InvariantCulture, $"{path}: its content takes {bytes} bytes of memory, this process can have {total}"));
        }
    }

    /// <summary>Fills a span with the next bytes.</summary>
    /// <param name="destination">As many bytes as are wanted.</param>
    /// <param name="what">What they are, for the error: "the header".</param>
    /// <exception cref="InvalidFileException">The file ends before.</exception>
    public void Read(Span<byte> destination, string what)
    {
        int read;
        try
        {
            read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Reading(Path, failure);
        }

        Position += read;
        if (read < destination.Length)
        {
            throw Invalid($"ends within {what}", Position);
        }

        Digest?.Append(destination);
    }

    /// <summary>All bytes from the next one to the end.</summary>
    /// <param name="most">The most bytes that are read.</param>
    /// <param name="what">What they are, for the error: "a recipe".</param>
    /// <exception cref="InvalidFileException">There are more.</exception>
    public byte[] ReadToEnd(int most, string what)
    {
        byte[] bytes = Remaining <= most
            ? new byte[Remaining]
            : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{what} of {Remaining} bytes is more than the {most} that are read"));
        Read(bytes, what);
        return bytes;
    }

    /// <summary>The error for this file.</summary>
    /// <param name="problem">What is wrong and what is allowed.</param>
    /// <param name="offset">The byte at which it was met.</param>
    public InvalidFileException Invalid(string problem, long? offset = null) => new(Path, problem, offset);

    /// <summary>A shape from sizes that a file states, under the tensor's own rules.</summary>
    /// <param name="sizes">The sizes, outermost first; none negative.</param>
    /// <param name="what">Whose shape it is, for the error: "tensor 'w': ".</param>
    /// <param name="offset">Where the file states it.</param>
    /// <exception cref="InvalidFileException">No tensor can have this shape.</exception>
    public Shape ShapeOf(ReadOnlySpan<long> sizes, string what, long offset)
    {
        Span<int> narrow = stackalloc int[Shape.MaxRank];
        if (sizes.Length > narrow.Length)
        {
            throw Invalid($"{what}a shape has at most {Shape.MaxRank} axes, not {sizes.Length}", offset);
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] > Array.MaxLength)
            {
                throw TooMany(sizes[i], what, offset);
            }

            narrow[i] = (int)sizes[i];
        }

        try
        {
            var shape = new Shape(narrow[..sizes.Length]);
            return shape.Count <= AlignedBlock.MostFloats ? shape : throw TooMany(shape.Count, what, offset);
        }
        catch (AaeException refused) when (refused is not InvalidFileException)
        {
            throw Invalid(what + refused.Message, offset);
        }
    }

    /// <summary>A name out of a file, in quotes and on one line, whatever it holds.</summary>
    /// <param name="name">Any text.</param>
    public static string Quote(string name) => $"'{OneLine(name)}'";

    /// <summary>A text out of a file, on one line of at most 80 characters, whatever it holds.</summary>
    /// <param name="text">Any text.</param>
    public static string OneLine(string text)
    {
        const int longest = 80;
        var line = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            line.Append(BreaksLine(c) ? '?' : c);
        }

        return line.Append(text.Length > longest ? "…" : "").ToString();
    }

    /// <summary>Whether a character ends a line or moves the cursor where it is shown.</summary>
    /// <param name="c">Any character.</param>
    public static bool BreaksLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private InvalidFileException TooMany(long elements, string what, long offset) => Invalid(
        string.Create(CultureInfo.InvariantCulture, $"{what}{elements} elements are more than the {AlignedBlock.MostFloats} that a tensor can hold"), offset);
}
