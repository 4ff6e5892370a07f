using System.Globalization;

namespace Aae.Core.Hardware;

/// <summary>Reads the small text files in which Linux tells of itself. Whatever is wrong with one, the answer is null.</summary>
internal static class SmallFile
{
    /// <summary>The whole text without space around it.</summary>
    public static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of the first line "name: value".</summary>
    public static string? Field(string path, string name)
    {
        foreach (string line in Text(path)?.Split('\n') ?? [])
        {
            int colon = line.IndexOf(':');
            if (colon >= 0 && line[..colon].Trim() == name)
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>The bytes that a line "name: 123 kB" tells.</summary>
    public static long? FieldBytes(string path, string name)
    {
        string[] words = Field(path, name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is [var number, "kB"]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            && kilobytes <= long.MaxValue >> 10
            ? kilobytes << 10
            : null;
    }
}
