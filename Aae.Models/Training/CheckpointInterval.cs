using System.Globalization;
using Aae.Core;

namespace Aae.Models.Training;

/// <summary>How often a run writes a checkpoint within an epoch: every so many steps, or after so much time.</summary>
public sealed record CheckpointInterval
{
    private const double LongestSeconds = 1e9;

    private CheckpointInterval(ulong? steps, TimeSpan? time)
    {
        Steps = steps;
        Time = time;
    }

    /// <summary>Ten minutes: what a crash may cost at most.</summary>
    public static CheckpointInterval Default { get; } = Parse("10m");

    /// <summary>The steps; null if it is a time.</summary>
    public ulong? Steps { get; }

    /// <summary>The time; null if it is a number of steps.</summary>
    public TimeSpan? Time { get; }

    /// <summary>Reads "500" (steps), "30s", "10m" or "2h".</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="AaeException">It is none of these.</exception>
    public static CheckpointInterval Parse(string text)
    {
        (string digits, double unit) = text switch
        {
            [.. var head, 's'] => (head, 1),
            [.. var head, 'm'] => (head, 60),
            [.. var head, 'h'] => (head, 3600),
            _ => (text, 0),
        };
        return !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) || number is 0 || number * unit > LongestSeconds
            ? throw new AaeException($"{text}: allowed is a number of steps, as 500, or a time, as 30s, 10m or 2h")
            : unit == 0 ? new CheckpointInterval(number, null) : new CheckpointInterval(null, TimeSpan.FromSeconds(number * unit));
    }

    /// <summary>Whether a checkpoint is due.</summary>
    /// <param name="steps">Steps since the last one.</param>
    /// <param name="time">Time since the last one.</param>
    internal bool IsDue(ulong steps, TimeSpan time) => steps >= Steps || time >= Time;

    /// <summary>The text from which <see cref="Parse"/> makes the same interval.</summary>
    public override string ToString() => Steps is { } steps
        ? steps.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Time!.Value.TotalSeconds}s");
}
