namespace Aae.Core.Formats;

/// <summary>Says in one line, without paths of temporary files, why the system refused to read or write.</summary>
internal static class FileFailure
{
    /// <summary>Whether an exception is the file system's: a full disk, a missing right, an impossible path.</summary>
    public static bool Is(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Whether an exception that came while a file was written is the file system's. The runtime tells of a file that grew too large (EFBIG) as of a wrong argument.</summary>
    public static bool IsOfWriting(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>The line for a file that cannot be read.</summary>
    /// <param name="path">The path as the user gave it.</param>
    /// <param name="failure">What the system threw.</param>
    public static AaeException Reading(string path, Exception failure) => failure is FileNotFoundException or DirectoryNotFoundException
        ? new InvalidFileException(path, "no such file")
        : new AaeException($"{Name(path)}: cannot be read: {Cause(failure)}", failure);

    /// <summary>The line for a file that cannot be written.</summary>
    /// <param name="path">The path as the user gave it.</param>
    /// <param name="failure">What the system threw.</param>
    public static AaeException Writing(string path, Exception failure) =>
        new($"{Name(path)}: cannot be written: {Cause(failure)}", failure);

    private static string Name(string path) => path.Length == 0 ? "''" : path;

    private static string Cause(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such folder",
        PathTooLongException => "the path is too long",
        IOException => Brief(failure.Message),
        ArgumentOutOfRangeException => "the file is larger than the system allows",
        _ => "the path is not valid",
    };

    // The runtime's text is "No space left on device : '/the/path'"; the path is named already.
    private static string Brief(string message)
    {
        int path = message.IndexOf(" : '", StringComparison.Ordinal);
        string cause = (path < 0 ? message : message[..path]).TrimEnd('.').ReplaceLineEndings(" ");
        return cause.Length == 0 ? "input or output failed" : char.ToLowerInvariant(cause[0]) + cause[1..];
    }
}
