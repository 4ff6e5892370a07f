namespace Aae.Core.Formats;

/// <summary>A file that is truncated, corrupt or not of the format that was expected.</summary>
/// <param name="file">The file's path as the user gave it.</param>
/// <param name="problem">What is wrong and what is allowed, without the file's name.</param>
/// <param name="offset">The byte at which the problem was met, if one byte can be named.</param>
public sealed class InvalidFileException(string file, string problem, long? offset = null)
    : AaeException(offset is { } at ? $"{file}: {problem} (at byte {at})" : $"{file}: {problem}")
{
    /// <summary>The file's path as the user gave it.</summary>
    public string File { get; } = file;

    /// <summary>The byte at which the problem was met, if one byte can be named.</summary>
    public long? Offset { get; } = offset;
}
