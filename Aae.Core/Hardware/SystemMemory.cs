namespace Aae.Core.Hardware;

/// <summary>The memory that this process can have, in bytes.</summary>
public static class SystemMemory
{
    /// <summary>The machine's memory, or the container's limit if that is lower.</summary>
    public static long TotalBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>
    /// What can still be had without swapping, at most <see cref="TotalBytes"/>: Linux's own estimate, elsewhere the total less
    /// the load that the last garbage collection saw.
    /// </summary>
    public static long AvailableBytes
    {
        get
        {
            GCMemoryInfo memory = GC.GetGCMemoryInfo();
            long free = SmallFile.FieldBytes("/proc/meminfo", "MemAvailable")
                ?? memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
            return Math.Clamp(free, 0, memory.TotalAvailableMemoryBytes);
        }
    }
}
