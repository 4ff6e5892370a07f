using System.Diagnostics;

namespace Aae.Core.Hardware;

/// <summary>The memory that this process has used, in bytes.</summary>
public static class ProcessMemory
{
    /// <summary>The most memory that this process has had resident since it started.</summary>
    public static long PeakBytes
    {
        get
        {
            if (SmallFile.FieldBytes("/proc/self/status", "VmHWM") is { } peak)
            {
                return peak;
            }

            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }
}
