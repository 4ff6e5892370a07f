namespace Aae.Core.Data;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="FileNumber">Which of the files it is, from 1 on.</param>
/// <param name="FileCount">The number of files of the data set.</param>
/// <param name="ReceivedBytes">Bytes of this file received so far (zipped); starts again at 0 when a download is tried again.</param>
/// <param name="TotalBytes">Bytes that the server announced; null before it answers, or if it does not say.</param>
/// <param name="Message">Something that a person should know, as that a try failed; null for plain progress.</param>
public readonly record struct FetchProgress(string File, int FileNumber, int FileCount, long ReceivedBytes, long? TotalBytes, string? Message = null);

/// <summary>What became of a file that was to be fetched.</summary>
public enum FetchOutcome
{
    /// <summary>It was there, with the right checksum.</summary>
    Kept,

    /// <summary>It was not there and has been downloaded.</summary>
    Downloaded,

    /// <summary>It was there but corrupt, and has been downloaded anew.</summary>
    Replaced,
}

/// <summary>A file that is now there, with the right checksum.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Outcome">How it came there.</param>
public readonly record struct FetchedFile(string Path, FetchOutcome Outcome);
