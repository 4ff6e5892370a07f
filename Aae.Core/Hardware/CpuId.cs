using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Aae.Core.Hardware;

/// <summary>Reads the answers of the CPUID instruction of x86 processors (Intel's and AMD's manuals, "CPUID").</summary>
internal static class CpuId
{
    private const int Extended = unchecked((int)0x80000000);

    /// <summary>The instruction: leaf and subleaf to the registers. Null where there is none.</summary>
    public static Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)>? Instruction { get; } =
        X86Base.IsSupported ? X86Base.CpuId : null;

    /// <summary>The maker's twelve letters, or null.</summary>
    public static string? Vendor(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)>? cpuId)
    {
        if (cpuId is null)
        {
            return null;
        }

        (_, int ebx, int ecx, int edx) = cpuId(0, 0);
        return Text([ebx, edx, ecx]);
    }

    /// <summary>The brand name of up to 48 letters, or null.</summary>
    public static string? Brand(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)>? cpuId)
    {
        if (cpuId is null || (uint)cpuId(Extended, 0).Eax < unchecked((uint)(Extended + 4)))
        {
            return null;
        }

        var registers = new List<int>();
        for (int leaf = Extended + 2; leaf <= Extended + 4; leaf++)
        {
            (int eax, int ebx, int ecx, int edx) = cpuId(leaf, 0);
            registers.AddRange([eax, ebx, ecx, edx]);
        }

        return Text([.. registers]);
    }

    /// <summary>The caches by leaf 4 (Intel) or 0x8000001D (AMD), which have the same form; null if neither tells.</summary>
    public static CacheSizes? Caches(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)>? cpuId)
    {
        if (cpuId is null)
        {
            return null;
        }

        bool amd = Vendor(cpuId) is "AuthenticAMD" or "HygonGenuine";
        int leaf = amd ? Extended + 0x1D : 4;
        if ((uint)cpuId(amd ? Extended : 0, 0).Eax < (uint)leaf)
        {
            return null;
        }

        int l1 = 0, l2 = 0, l3 = 0, sharedBy = 0;
        for (int subleaf = 0; subleaf < 16; subleaf++)
        {
            (int eax, int ebx, int ecx, _) = cpuId(leaf, subleaf);
            int type = eax & 31; // 0 ends the list; 1 data, 2 instructions, 3 both
            if (type == 0)
            {
                break;
            }

            long lineBytes = (ebx & 0xFFF) + 1;
            long partitions = (ebx >> 12 & 0x3FF) + 1;
            long ways = (ebx >>> 22) + 1;
            long sets = (uint)ecx + 1L;
            int bytes = (int)Math.Min(lineBytes * partitions * ways * sets, int.MaxValue);
            switch (eax >> 5 & 7)
            {
                case 1 when type != 2:
                    l1 = bytes;
                    break;
                case 2 when type != 2:
                    l2 = bytes;
                    break;
                case 3:
                    l3 = bytes;
                    sharedBy = (eax >> 14 & 0xFFF) + 1;
                    break;
            }
        }

        return l1 > 0 ? new CacheSizes(l1, l2, l3, sharedBy, CacheSource.CpuId) : null;
    }

    private static string? Text(ReadOnlySpan<int> registers)
    {
        string text = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).Trim('\0', ' ');
        return text.Length > 0 ? text : null;
    }
}
