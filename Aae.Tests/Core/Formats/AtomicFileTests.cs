using System.Text;
using Aae.Core;
using Aae.Core.Formats;

namespace Aae.Tests.Core.Formats;

[Category("Unit")]
internal sealed class AtomicFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(true)]
    [TestCase(false)]
    public void File_is_written_and_nothing_else_is_left(bool durable)
    {
        AtomicFile.Write(_folder.File("a"), Text("first"), durable);
        AtomicFile.Write(_folder.File("a"), Text("new"), durable);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(_folder.File("a")), Is.EqualTo("new"));
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "a" }));
        });
    }

    [Test]
    public void Missing_folders_are_created()
    {
        AtomicFile.Write(_folder.File("x/y/a"), Text("deep"));
        Assert.That(File.ReadAllText(_folder.File("x/y/a")), Is.EqualTo("deep"));
    }

    [Test]
    public void Target_keeps_its_old_content_until_the_new_one_is_complete()
    {
        string path = _folder.File("a");
        AtomicFile.Write(path, Text("old"));
        string? seen = null;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            seen = File.ReadAllText(path);
        });
        Assert.That(seen, Is.EqualTo("old"));
    }

    [Test]
    public void Failing_writer_leaves_the_old_file_and_no_other()
    {
        AtomicFile.Write(_folder.File("a"), Text("old"));
        Assert.Multiple(() =>
        {
            Assert.That(() => AtomicFile.Write(_folder.File("a"), Fail<InvalidOperationException>), Throws.InvalidOperationException);
            Assert.That(() => AtomicFile.Write(_folder.File("b"), Fail<InvalidOperationException>), Throws.InvalidOperationException);
            Assert.That(File.ReadAllText(_folder.File("a")), Is.EqualTo("old"));
            Assert.That(_folder.Names(), Is.EqualTo(new[] { "a" }));
        });
    }

    [Test]
    public void Failure_of_the_disk_names_the_target_and_the_cause()
    {
        string path = _folder.File("a");
        Assert.That(
            () => AtomicFile.Write(path, _ => throw new IOException("No space left on device : '/some/where/.aae-1.tmp'")),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{path}: cannot be written: no space left on device"));
        Assert.That(_folder.Names(), Is.Empty);
    }

    [TestCase(1)] // fails when the stream is closed
    [TestCase(1 << 20)] // fails while it is written
    [Platform("Linux")]
    public void Full_device_is_one_clear_line(int bytes) =>
        Assert.That(
            () => AtomicFile.Write("/dev/full", stream => stream.Write(new byte[bytes])),
            Throws.TypeOf<AaeException>().With.Message.EqualTo("/dev/full: cannot be written: no space left on device"));

    [Test]
    [Platform("Linux")]
    public void Device_is_not_replaced_by_a_file()
    {
        AtomicFile.Write("/dev/null", Text("gone"));
        Assert.That(File.ReadAllText("/dev/null"), Is.Empty);
    }

    [TestCase("a/b")]
    [TestCase("a/b/c")]
    public void Parent_that_is_a_file_is_named(string name)
    {
        File.WriteAllText(_folder.File("a"), "");
        string path = _folder.File(name);
        Assert.That(
            () => AtomicFile.Write(path, Text("")),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{path}: cannot be written: {_folder.File("a")} is a file, not a folder"));
    }

    [TestCase("")]
    [TestCase("/")]
    [TestCase("/absent/")]
    public void Folder_is_not_a_target(string suffix)
    {
        string path = _folder.Path + suffix;
        Assert.That(
            () => AtomicFile.Write(path, Text("")),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{path}: cannot be written: it is a folder"));
    }

    [TestCase("", "''")]
    [TestCase("a\0b", "a\0b")]
    public void Impossible_path_is_one_clear_line(string path, string shown) =>
        Assert.That(
            () => AtomicFile.Write(path, Text("")),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{shown}: cannot be written: the path is not valid"));

    [Test]
    public void Too_long_a_name_is_one_clear_line()
    {
        string path = _folder.File(new string('a', 300));
        Assert.That(() => AtomicFile.Write(path, Text("")), Throws.TypeOf<AaeException>().With.Message.StartsWith($"{path}: cannot be written: "));
        Assert.That(_folder.Names(), Is.Empty);
    }

    [Test]
    public void Longest_name_that_the_system_allows_is_written()
    {
        string path = _folder.File(new string('a', 255));
        AtomicFile.Write(path, Text("long"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("long"));
    }

    [Test]
    [Platform("Linux")]
    public void Place_without_the_right_to_write_is_one_clear_line() =>
        Assert.That(
            () => AtomicFile.Write("/proc/aae-test", Text("")),
            Throws.TypeOf<AaeException>().With.Message.Match("^/proc/aae-test: cannot be written: (permission denied|no such folder)$"));

    [Test]
    public void Read_only_file_is_left_alone()
    {
        string path = _folder.File("a");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Assert.That(
            () => AtomicFile.Write(path, Text("new")),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"{path}: cannot be written: the file is read-only"));
        File.SetAttributes(path, FileAttributes.Normal);
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void What_is_being_written_is_no_leftover()
    {
        AtomicFile.Write(_folder.File("a"), stream =>
        {
            AtomicFile.DeleteLeftovers(_folder.Path);
            Text("whole")(stream);
        });
        Assert.That(File.ReadAllText(_folder.File("a")), Is.EqualTo("whole"));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Leftovers_of_killed_writers_can_be_deleted()
    {
        File.WriteAllText(_folder.File("a"), "");
        File.WriteAllText(_folder.File(".aae-0123.tmp"), "");
        File.WriteAllText(_folder.File("b.tmp"), "");
        AtomicFile.DeleteLeftovers(_folder.Path);
        AtomicFile.DeleteLeftovers(_folder.File("absent"));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "a", "b.tmp" }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Symbolic_link_is_followed()
    {
        File.WriteAllText(_folder.File("a"), "old");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("a"));
        AtomicFile.Write(_folder.File("link"), Text("new"));
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(_folder.File("a")), Is.EqualTo("new"));
            Assert.That(new FileInfo(_folder.File("link")).LinkTarget, Is.EqualTo(_folder.File("a")));
        });
    }

    private static Action<Stream> Text(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));

    private static void Fail<T>(Stream stream)
        where T : Exception, new()
    {
        stream.Write(new byte[1000]);
        throw new T();
    }
}
