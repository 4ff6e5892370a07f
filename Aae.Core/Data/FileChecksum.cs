using System.Security.Cryptography;
using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>Compares a file, unzipped if it is gzip, with what is published of it.</summary>
internal static class FileChecksum
{
    /// <summary>Reads the file once, never more of it than is expected.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">Its published length and SHA-256.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null if the file is right, else what is wrong with it.</returns>
    /// <exception cref="AaeException">The file cannot be opened.</exception>
    public static Mismatch? Compare(string path, DatasetFile expected, CancellationToken cancellation)
    {
        using IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        try
        {
            using IdxSource source = IdxSource.Open(path);
            int read;
            while ((read = source.Read(buffer)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                length += read;
                if (length > expected.Length)
                {
                    return new Mismatch($"is longer than the {expected.Length} bytes of the original, unzipped", MayPass: false);
                }

                sha256.AppendData(buffer, 0, read);
            }
        }
        catch (InvalidFileException)
        {
            return new Mismatch("is cut short or corrupt, no whole gzip file", MayPass: true);
        }

        string actual = Convert.ToHexStringLower(sha256.GetHashAndReset());
        return actual == expected.Sha256
            ? null
            : new Mismatch($"has the SHA-256 {actual}, expected is {expected.Sha256}", MayPass: length < expected.Length);
    }

    /// <summary>What is wrong with a file.</summary>
    /// <param name="Problem">In words that follow the file's name.</param>
    /// <param name="MayPass">Whether it looks broken on the way, so that downloading it again may help: not if it is a whole, but another file.</param>
    public readonly record struct Mismatch(string Problem, bool MayPass);
}
