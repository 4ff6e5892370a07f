using System.Globalization;
using System.IO.Hashing;
using System.Text;
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
    /// <exception cref="InvalidFileException">There is no such file, or it is a folder or a pipe.</exception>
    /// <exception cref="AaeException">The system refuses to read it.</exception>
    public static InputFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new InvalidFileException(path, "is a folder, not a file");
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.CanSeek)
            {
                return new InputFile(path, stream);
            }

            stream.Dispose();
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Reading(path, failure);
        }

        throw new InvalidFileException(path, "is a pipe or a device; only regular files can be read");
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
                throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{what}an axis of {sizes[i]} is more than the {Array.MaxLength} elements that a tensor can hold"), offset);
            }

            narrow[i] = (int)sizes[i];
        }

        try
        {
            return new Shape(narrow[..sizes.Length]);
        }
        catch (AaeException refused)
        {
            throw Invalid(what + refused.Message, offset);
        }
    }

    /// <summary>A name out of a file, in quotes and on one line, whatever it holds.</summary>
    /// <param name="name">Any text.</param>
    public static string Quote(string name)
    {
        const int longest = 80;
        var text = new StringBuilder("'");
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, longest)))
        {
            text.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c);
        }

        return text.Append(name.Length > longest ? "…'" : "'").ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
