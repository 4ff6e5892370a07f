using System.Runtime.InteropServices;

namespace Aae.Core.Hardware;

/// <summary>What is known of the processor: facts that decide block sizes and thread numbers, and that a run records.</summary>
/// <param name="Vendor">The maker as CPUID names it ("GenuineIntel", "AuthenticAMD"), or the architecture ("Arm64").</param>
/// <param name="Name">The brand name, or what stands for it where none can be read.</param>
/// <param name="PhysicalCores">Cores of the machine that are on line; where that cannot be read, as many as logical ones.</param>
/// <param name="LogicalCores">Hardware threads of the machine that are on line.</param>
/// <param name="UsableProcessors">
/// Hardware threads that this process may use at once: those of its affinity mask, no more than its container's quota rounded up.
/// </param>
/// <param name="Caches">The cache sizes.</param>
public sealed record CpuInfo(string Vendor, string Name, int PhysicalCores, int LogicalCores, int UsableProcessors, CacheSizes Caches)
{
    /// <summary>This machine, read once. Never throws: what cannot be read is replaced as the properties say.</summary>
    public static CpuInfo Current { get; } = Read();

    private static CpuInfo Read()
    {
        const string SystemFolder = "/sys/devices/system/cpu";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString();
        int usable = Environment.ProcessorCount;
        (int Physical, int Logical)? cores = LinuxCpu.Cores(SystemFolder);
        return new CpuInfo(
            CpuId.Vendor(CpuId.Instruction) ?? architecture,
            CpuId.Brand(CpuId.Instruction) ?? LinuxCpu.ModelName("/proc/cpuinfo") ?? $"{architecture} processor",
            cores?.Physical ?? usable,
            cores?.Logical ?? usable,
            usable,
            LinuxCpu.Caches(SystemFolder) ?? CpuId.Caches(CpuId.Instruction) ?? CacheSizes.Assumed);
    }
}
