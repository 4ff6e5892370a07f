using System.Runtime.InteropServices;

namespace Aae.Core.Formats;

/// <summary>
/// Writes a file whole or not at all: into a temporary file in the same folder, which then takes the target's name. Whoever
/// reads the target, even after a crash or a full disk, finds the old content or the new one, never a part of it.
/// </summary>
public static partial class AtomicFile
{
    private const int BufferBytes = 1 << 16;
    private const string TemporaryPrefix = ".aae-";
    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes a file. A missing folder is created, a symbolic link is followed, a device under /dev is written as it is.</summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the content, from its first byte to its last, and leaves the stream open.</param>
    /// <param name="durable">
    /// Whether the content must outlive a loss of power once this returns (checkpoints); pictures need not wait for the disk.
    /// </param>
    /// <exception cref="AaeException">The disk is full, the place is not writable, the file is read-only, or the path is a folder.</exception>
    public static void Write(string path, Action<Stream> write, bool durable = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            throw new AaeException($"{path}: cannot be written: it is a folder");
        }

        try
        {
            if (IsDevice(path))
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferBytes);
                write(device);
            }
            else
            {
                Replace(File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path, write, durable);
            }
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    /// <summary>Deletes the temporary files that processes left which were killed while they wrote into a folder.</summary>
    /// <param name="folder">The folder, which need not exist. Another process may be writing into it: what it has open stays.</param>
    public static void DeleteLeftovers(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (string leftover in Directory.EnumerateFiles(folder, $"{TemporaryPrefix}*{TemporarySuffix}"))
            {
                if (!IsOpen(leftover))
                {
                    TryDelete(leftover);
                }
            }
        }
    }

    // Whoever writes a temporary file shares it with nobody.
    private static bool IsOpen(string path)
    {
        try
        {
            using var _ = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void Replace(string target, Action<Stream> write, bool durable)
    {
        string folder = FolderOf(target);

        // A rename needs rights on the folder alone, but whoever protected a file wants it to stay.
        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
        {
            throw new AaeException($"{target}: cannot be written: the file is read-only");
        }

        // A short name of its own: the target's name may be as long as the file system allows.
        string temporary = Path.Combine(folder, $"{TemporaryPrefix}{Guid.NewGuid():N}{TemporarySuffix}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                write(stream);
                stream.Flush(flushToDisk: durable);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        if (durable && !OperatingSystem.IsWindows())
        {
            SyncFolder(folder);
        }
    }

    private static string FolderOf(string target)
    {
        string full;
        try
        {
            full = Path.GetFullPath(target);
        }
        catch (ArgumentException failure)
        {
            throw FileFailure.Writing(target, failure);
        }

        string folder = Path.GetDirectoryName(full) ?? full;
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                throw new AaeException($"{target}: cannot be written: {above} is a file, not a folder");
            }
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    // A rename would put a regular file in the place of /dev/null or /dev/stdout.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetDirectoryName(path) is "/dev" or "/dev/fd" && File.Exists(path);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell.
        }
    }

    // A rename is on disk only when the folder is. .NET opens no folders, hence the three calls. File systems that cannot
    // sync a folder say so here; the file itself is safe by then, so their answer is not an error.
    private static void SyncFolder(string folder)
    {
        try
        {
            int descriptor = Open(folder, flags: 0);
            if (descriptor >= 0)
            {
                _ = Sync(descriptor);
                _ = Close(descriptor);
            }
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without a C library under this name.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
