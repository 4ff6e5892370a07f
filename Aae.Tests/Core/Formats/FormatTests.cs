using System.Diagnostics;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

/// <summary>What every reader must survive; each format's tests supply a small valid file and the reader.</summary>
internal abstract class FormatTests
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A path in the test's own folder.</summary>
    protected string FilePath => _folder.File("file");

    /// <summary>A small file that uses as much of the format as fits.</summary>
    protected abstract byte[] ValidFile { get; }

    /// <summary>Reads the file and drops what it holds.</summary>
    protected abstract void Read(string path);

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Valid_file_is_read() => Assert.That(() => ReadBytes(ValidFile), Throws.Nothing);

    [Test]
    public void Missing_file_is_named() =>
        Assert.That(() => Read(_folder.File("absent")), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo($"{_folder.File("absent")}: no such file"));

    [Test]
    public void Missing_folder_is_a_missing_file() =>
        Assert.That(() => Read(_folder.File("absent/file")), Throws.TypeOf<InvalidFileException>().With.Message.EndsWith(": no such file"));

    [Test]
    public void Folder_is_not_read() =>
        Assert.That(() => Read(_folder.Path), Throws.TypeOf<InvalidFileException>().With.Message.EndsWith(": is a folder, not a file"));

    [Test]
    public void Empty_path_is_one_clear_line() =>
        Assert.That(() => Read(""), Throws.InstanceOf<AaeException>().With.Message.EqualTo("'': cannot be read: the path is not valid"));

    [Test]
    [Platform("Linux")]
    public void Pipe_is_refused_without_waiting_for_a_writer([Values] bool linked) => AssertNoPipeIsOpened(_folder, Read, linked);

    [Test]
    [Platform("Linux")]
    public void Device_is_not_read() =>
        Assert.That(() => Read("/dev/zero"), Throws.TypeOf<InvalidFileException>().With.Message.EqualTo(NotRegular("/dev/zero")));

    [Test]
    [Platform(Exclude = "Win")]
    public void Link_is_followed_unless_it_leads_to_itself()
    {
        File.WriteAllBytes(FilePath, ValidFile);
        File.CreateSymbolicLink(_folder.File("link"), FilePath);
        Assert.That(() => Read(_folder.File("link")), Throws.Nothing);
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        Assert.That(() => Read(_folder.File("loop")), Throws.InstanceOf<AaeException>().With.Message.StartsWith($"{_folder.File("loop")}: "));
    }

    [Test]
    public void Truncation_at_every_byte_is_found()
    {
        byte[] valid = ValidFile;
        Assert.Multiple(() =>
        {
            for (int length = 0; length < valid.Length; length++)
            {
                Assert.That(() => ReadBytes(valid[..length]), ThrowsInvalid(), $"cut to {length} of {valid.Length} bytes");
            }
        });
    }

    [Test]
    public void Corruption_of_any_byte_is_found_or_read_but_never_another_failure()
    {
        byte[] valid = ValidFile;
        int refused = 0;
        for (int i = 0; i < valid.Length; i++)
        {
            foreach (byte flip in (byte[])[1, 16, 128, 255, valid[i]])
            {
                byte[] corrupt = [.. valid];
                corrupt[i] ^= flip;
                refused += IsRefused(corrupt, $"byte {i} ^ {flip}") ? 1 : 0;
            }
        }

        Assert.That(refused, Is.GreaterThan(valid.Length), "hardly any corruption was noticed");
    }

    /// <summary>Asserts that a reader refuses a pipe to which nobody writes, or a link to one, at once.</summary>
    public static void AssertNoPipeIsOpened(TemporaryFolder folder, Action<string> read, bool linked, string name = "pipe")
    {
        string path = folder.File(name);
        string pipe = linked ? folder.File("target") : path;
        Process.Start("mkfifo", pipe).WaitForExit();
        if (linked)
        {
            File.CreateSymbolicLink(path, pipe);
        }

        try
        {
            Task reading = Task.Run(() => read(path));
            Assert.That(() => reading.Wait(TimeSpan.FromSeconds(30)), Throws.InnerException.TypeOf<InvalidFileException>().With.InnerException.Message.EqualTo(NotRegular(path)));
        }
        finally
        {
            File.Delete(path);
            File.Delete(pipe);
        }
    }

    /// <summary>A file of zeros that takes no room on the disk, beginning with some bytes.</summary>
    protected string Sparse(byte[] beginning, long length)
    {
        using var file = new FileStream(FilePath, FileMode.Create);
        file.Write(beginning);
        file.SetLength(length);
        return FilePath;
    }

    /// <summary>Asserts that a file is refused, by one line that holds these words, before memory for its content is made.</summary>
    protected void AssertRefusedWithoutMemory(string path, string words)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Read(path), Throws.InstanceOf<AaeException>().With.Message.StartsWith($"{path}: ").And.Message.Contains(words));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    /// <summary>Whether the bytes are refused as they should be; any failure of another kind fails the test.</summary>
    protected bool IsRefused(byte[] bytes, string what)
    {
        try
        {
            ReadBytes(bytes);
            return false;
        }
        catch (InvalidFileException refusal)
        {
            Assert.That(refusal.Message, Does.StartWith(FilePath).And.Not.Contains("\n"), what);
            return true;
        }
        catch (Exception failure)
        {
            throw new AssertionException($"{what}: {failure.GetType().Name} {failure.Message}", failure);
        }
    }

    protected void ReadBytes(byte[] bytes)
    {
        File.WriteAllBytes(FilePath, bytes);
        Read(FilePath);
    }

    /// <summary>Asserts that the bytes are refused, with one line that holds these words.</summary>
    protected void AssertRefused(byte[] bytes, string words) => Assert.That(() => ReadBytes(bytes), ThrowsInvalid().With.Message.Contains(words));

    private static string NotRegular(string path) => $"{path}: is empty, or a pipe or a device; only regular files with content are read (at byte 0)";

    private static NUnit.Framework.Constraints.ExactTypeConstraint<InvalidFileException> ThrowsInvalid() => Throws.TypeOf<InvalidFileException>();
}
