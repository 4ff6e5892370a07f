using System.Globalization;

namespace Aae.Models.Training;

/// <summary>The file log.txt of a run: when it was started, resumed and stopped, and what went wrong meanwhile.</summary>
/// <param name="path">The file; null to keep none.</param>
/// <param name="remark">Told what a user should know at once.</param>
internal sealed class RunLog(string? path, Action<string>? remark = null)
{
    /// <summary>Adds a line, with the time.</summary>
    public void Append(string line)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z {line}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A line that cannot be kept is no reason to stop a training; what it says was said to the user as well.
        }
    }

    /// <summary>Adds a line and tells it to the user.</summary>
    public void Tell(string line)
    {
        Append(line);
        remark?.Invoke(line);
    }
}
