using System.Text;
using Aae.Core.Hardware;

namespace Aae.Tests.Core.Hardware;

[Category("Unit")]
internal sealed class HardwareTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("aae-cpu-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void This_machine_makes_sense()
    {
        CpuInfo cpu = CpuInfo.Current;
        Assert.That(cpu.Vendor, Is.Not.Empty);
        Assert.That(cpu.Name, Is.Not.Empty);
        Assert.That(cpu.PhysicalCores, Is.InRange(1, cpu.LogicalCores));
        Assert.That(cpu.UsableProcessors, Is.EqualTo(Environment.ProcessorCount));
        Assert.That(cpu.Caches.L1Data, Is.InRange(4 << 10, 1 << 20));
        Assert.That(cpu.Caches.L2, Is.Zero.Or.GreaterThanOrEqualTo(cpu.Caches.L1Data));
        Assert.That(cpu.Caches.L3SharedBy > 0, Is.EqualTo(cpu.Caches.L3 > 0));
        Assert.That(SystemMemory.TotalBytes, Is.GreaterThan(64 << 20));
        Assert.That(SystemMemory.AvailableBytes, Is.InRange(0, SystemMemory.TotalBytes));
    }

    [Test]
    public void The_peak_memory_grows_with_use_and_never_falls()
    {
        long before = ProcessMemory.PeakBytes;
        int resident = (int)Math.Min(before + (64 << 20), 1 << 30);
        byte[] memory = new byte[resident];
        memory.AsSpan().Fill(1);
        long after = ProcessMemory.PeakBytes;
        GC.KeepAlive(memory);
        Assert.That(before, Is.GreaterThan(1 << 20));
        Assert.That(after, Is.GreaterThanOrEqualTo(Math.Max(before, resident)));
    }

    [Test]
    public void Linux_caches_and_cores_are_read()
    {
        for (int cpu = 0; cpu < 8; cpu++)
        {
            Write($"cpu{cpu}/topology/thread_siblings_list", $"{cpu % 4},{cpu % 4 + 4}\n");
        }

        Write("cpufreq/policy0/x", "");
        WriteCache(0, "1", "Data", "48K", "0,4");
        WriteCache(1, "1", "Instruction", "64K", "0,4");
        WriteCache(2, "2", "Unified", "2048K", "0,4");
        WriteCache(3, "3", "Unified", "36M", "0-7");
        Assert.That(LinuxCpu.Cores(_folder), Is.EqualTo((4, 8)));
        Assert.That(LinuxCpu.Caches(_folder), Is.EqualTo(new CacheSizes(48 << 10, 2 << 20, 36 << 20, 8, CacheSource.System)));
    }

    [Test]
    public void What_Linux_does_not_tell_is_null()
    {
        Assert.That(LinuxCpu.Cores(Path.Combine(_folder, "none")), Is.Null);
        Assert.That(LinuxCpu.Cores(_folder), Is.Null);
        Assert.That(LinuxCpu.Caches(_folder), Is.Null);
        WriteCache(0, "1", "Data", "much", "0");
        Assert.That(LinuxCpu.Caches(_folder), Is.Null);
        WriteCache(1, "1", "Data", "32K", "0");
        WriteCache(2, "3", "Unified", "1M", "0-x");
        Assert.That(LinuxCpu.Caches(_folder), Is.EqualTo(new CacheSizes(32 << 10, 0, 1 << 20, 1, CacheSource.System)));
    }

    [TestCase("32K", 32768)]
    [TestCase("2M", 2 << 20)]
    [TestCase("512", 512)]
    [TestCase("1G", 1 << 30)]
    [TestCase("2G", null)]
    [TestCase("9223372036854775807K", null)]
    [TestCase("K", null)]
    [TestCase("-1K", null)]
    [TestCase("0K", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void A_size_is_read(string? size, int? bytes) => Assert.That(LinuxCpu.Bytes(size), Is.EqualTo(bytes));

    [TestCase("0", 1)]
    [TestCase("0-3,8,10-11", 7)]
    [TestCase("3-0", null)]
    [TestCase("0-1-2", null)]
    [TestCase("a", null)]
    [TestCase("0,", null)]
    [TestCase("", null)]
    public void A_list_is_counted(string list, int? count) => Assert.That(LinuxCpu.CountOfList(list), Is.EqualTo(count));

    [Test]
    public void A_field_of_a_status_file_is_read()
    {
        string file = Write("status", "Name:\taae\nVmPeak:\t  999 kB\nVmHWM:\t  1024 kB\nVmLck: none\nmodel name : Some CPU @ 3 GHz\n");
        Assert.That(SmallFile.FieldBytes(file, "VmHWM"), Is.EqualTo(1 << 20));
        Assert.That(SmallFile.FieldBytes(file, "VmLck"), Is.Null);
        Assert.That(SmallFile.FieldBytes(file, "VmSwap"), Is.Null);
        Assert.That(SmallFile.FieldBytes(file + "x", "VmHWM"), Is.Null);
        Assert.That(LinuxCpu.ModelName(file), Is.EqualTo("Some CPU @ 3 GHz"));
        Assert.That(SmallFile.Text(_folder), Is.Null);
    }

    /// <summary>The registers of an Intel core with 48 KiB, 2 MiB and 30 MiB of cache, as its manual lays them out.</summary>
    [Test]
    public void The_answers_of_CPUID_are_read()
    {
        (int, int, int, int) Intel(int leaf, int subleaf) => (leaf, subleaf) switch
        {
            (0, _) => (4, Letters("Genu"), Letters("ntel"), Letters("ineI")),
            (4, 0) => Cache(type: 1, level: 1, sharedBy: 2, ways: 12, sets: 64),
            (4, 1) => Cache(type: 2, level: 1, sharedBy: 2, ways: 8, sets: 64),
            (4, 2) => Cache(type: 3, level: 2, sharedBy: 2, ways: 16, sets: 2048),
            (4, 3) => Cache(type: 3, level: 3, sharedBy: 128, ways: 12, sets: 40960),
            (int.MinValue, _) => (int.MinValue + 4, 0, 0, 0),
            (int.MinValue + 2, _) => (Letters("Some"), Letters(" cor"), Letters("e\0\0\0"), 0),
            _ => default,
        };
        Assert.That(CpuId.Vendor(Intel), Is.EqualTo("GenuineIntel"));
        Assert.That(CpuId.Brand(Intel), Is.EqualTo("Some core"));
        Assert.That(CpuId.Caches(Intel), Is.EqualTo(new CacheSizes(48 << 10, 2 << 20, 30 << 20, 128, CacheSource.CpuId)));
    }

    [Test]
    public void A_processor_that_does_not_tell_gives_null()
    {
        Assert.That(CpuId.Caches(null), Is.Null);
        Assert.That(CpuId.Brand(null), Is.Null);
        Assert.That(CpuId.Vendor(null), Is.Null);
        Assert.That(CpuId.Caches((_, _) => default), Is.Null);
        Assert.That(CpuId.Caches((leaf, _) => leaf == 0 ? (4, 0, 0, 0) : default), Is.Null);
        Assert.That(CpuId.Brand((_, _) => default), Is.Null);
    }

    private static int Letters(string four) => BitConverter.ToInt32(Encoding.ASCII.GetBytes(four));

    private static (int, int, int, int) Cache(int type, int level, int sharedBy, int ways, int sets) =>
        (type | level << 5 | sharedBy - 1 << 14, 63 | ways - 1 << 22, sets - 1, 0);

    private void WriteCache(int index, string level, string type, string size, string shared)
    {
        string cache = $"cpu0/cache/index{index}";
        Write($"{cache}/level", level + "\n");
        Write($"{cache}/type", type + "\n");
        Write($"{cache}/size", size + "\n");
        Write($"{cache}/shared_cpu_list", shared + "\n");
    }

    private string Write(string path, string text)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
