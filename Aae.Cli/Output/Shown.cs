using Aae.Models.Evaluation;

namespace Aae.Cli.Output;

/// <summary>Numbers as a person reads them.</summary>
internal static class Shown
{
    /// <summary>A measured value, four digits.</summary>
    public static string Value(double value) => value.ToString("G4");

    /// <summary>A rate, three digits or all before the point.</summary>
    public static string Rate(double rate) => rate >= 100 ? rate.ToString("F0") : rate.ToString("G3");

    /// <summary>A time as 0:42 or 1:02:03.</summary>
    public static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(Math.Clamp(seconds, 0, 1e9)));
        return time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
    }

    /// <summary>How far an estimate of a log-likelihood has come.</summary>
    public static string Progress(ParzenProgress at) =>
        $"{at.Samples}: {at.Done} of {at.Count} {(at.IsPilot ? "samples that tell which σ matter" : "samples")}, {Rate(at.SamplesPerSecond)} samples/s, {Time((at.Count - at.Done) / at.SamplesPerSecond)} left";

    /// <summary>A number of bytes as 512 KiB or 1.5 GiB.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1 << 30 => $"{bytes / (1 << 30):G3} GiB",
        >= 1 << 20 => $"{bytes / (1 << 20):G3} MiB",
        >= 1 << 10 => $"{bytes / (1 << 10):G3} KiB",
        _ => $"{bytes:F0} bytes",
    };
}
