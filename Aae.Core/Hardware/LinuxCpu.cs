using System.Globalization;

namespace Aae.Core.Hardware;

/// <summary>Reads what Linux tells of the processor in /sys and /proc. Null for what is not there or not understood.</summary>
internal static class LinuxCpu
{
    /// <summary>The cores and hardware threads on line.</summary>
    /// <param name="folder">The system's folder of processors.</param>
    public static (int Physical, int Logical)? Cores(string folder)
    {
        // Threads of one core name the same list; a processor that is off line has none.
        var siblings = new List<string>();
        try
        {
            foreach (string cpu in Directory.EnumerateDirectories(folder, "cpu*"))
            {
                if (SmallFile.Text(Path.Combine(cpu, "topology", "thread_siblings_list")) is { } list)
                {
                    siblings.Add(list);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return siblings.Count > 0 ? (siblings.Distinct().Count(), siblings.Count) : null;
    }

    /// <summary>The caches of the first processor.</summary>
    /// <param name="folder">The system's folder of processors.</param>
    public static CacheSizes? Caches(string folder)
    {
        int l1 = 0, l2 = 0, l3 = 0, sharedBy = 0;
        for (int index = 0; index < 16; index++)
        {
            string cache = Path.Combine(folder, "cpu0", "cache", $"index{index}");
            if (Bytes(SmallFile.Text(Path.Combine(cache, "size"))) is not { } bytes
                || SmallFile.Text(Path.Combine(cache, "type")) is not { } type)
            {
                continue;
            }

            switch (SmallFile.Text(Path.Combine(cache, "level")))
            {
                case "1" when type is "Data" or "Unified":
                    l1 = bytes;
                    break;
                case "2" when type is "Data" or "Unified":
                    l2 = bytes;
                    break;
                case "3":
                    l3 = bytes;
                    sharedBy = CountOfList(SmallFile.Text(Path.Combine(cache, "shared_cpu_list"))) ?? 1;
                    break;
            }
        }

        return l1 > 0 ? new CacheSizes(l1, l2, l3, sharedBy, CacheSource.System) : null;
    }

    /// <summary>The first "model name" of the processors' list (x86 has one; Arm has none).</summary>
    /// <param name="file">The system's list of processors.</param>
    public static string? ModelName(string file) => SmallFile.Field(file, "model name");

    /// <summary>A size as "48K" or "32768K" or "2M" in bytes.</summary>
    public static int? Bytes(string? size)
    {
        if (string.IsNullOrEmpty(size))
        {
            return null;
        }

        int shift = size[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        string digits = shift > 0 ? size[..^1] : size;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number is > 0 and <= int.MaxValue && number << shift <= int.MaxValue
            ? (int)(number << shift)
            : null;
    }

    /// <summary>How many numbers a list as "0-3,8,10-11" names.</summary>
    public static int? CountOfList(string? list)
    {
        if (string.IsNullOrEmpty(list))
        {
            return null;
        }

        int count = 0;
        foreach (string part in list.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last < first)
            {
                return null;
            }

            count += last - first + 1;
        }

        return count;
    }
}
