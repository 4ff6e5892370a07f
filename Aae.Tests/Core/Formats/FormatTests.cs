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
            foreach (byte flip in (byte[])[1, 2, 4, 8, 16, 32, 64, 128, 255, valid[i]])
            {
                byte[] corrupt = [.. valid];
                corrupt[i] ^= flip;
                refused += IsRefused(corrupt, $"byte {i} ^ {flip}") ? 1 : 0;
            }
        }

        Assert.That(refused, Is.GreaterThan(valid.Length), "hardly any corruption was noticed");
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

    private static NUnit.Framework.Constraints.ExactTypeConstraint<InvalidFileException> ThrowsInvalid() => Throws.TypeOf<InvalidFileException>();
}
