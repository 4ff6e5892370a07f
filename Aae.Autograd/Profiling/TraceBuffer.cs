using System.Diagnostics;
using System.Text.Json;
using Aae.Core.Formats;

namespace Aae.Autograd.Profiling;

/// <summary>
/// The latest scopes of a profile, in a ring made once, and the file that shows them: complete events ("ph": "X") of Chrome's
/// Trace Event Format, with times in microseconds since the profile began and the phase as category.
/// </summary>
/// <param name="capacity">How many scopes are kept.</param>
/// <param name="origin">The timestamp of the beginning.</param>
internal sealed class TraceBuffer(int capacity, long origin)
{
    private readonly Event[] _events = new Event[capacity];
    private long _count;

    public void Add(Profile.Key key, long start, long ticks) => _events[_count++ % _events.Length] = new Event(key, start, ticks);

    public void Write(string path) => AtomicFile.Write(
        path,
        stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            for (long i = Math.Max(0, _count - _events.Length); i < _count; i++)
            {
                (Profile.Key key, long start, long ticks) = _events[i % _events.Length];
                json.WriteStartObject();
                json.WriteString("name", key.Part.Length == 0 ? key.Phase : key.Pass.Length == 0 ? key.Part : $"{key.Part} {key.Pass}");
                json.WriteString("cat", key.Phase);
                json.WriteString("ph", "X");
                json.WriteNumber("ts", Microseconds(start - origin));
                json.WriteNumber("dur", Microseconds(ticks));
                json.WriteNumber("pid", 1);
                json.WriteNumber("tid", 1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
        durable: false);

    // Whole nanoseconds, so that the ends of what lies in one another agree when they are read back.
    private static decimal Microseconds(long ticks) => (decimal)Math.Round(ticks * (1e9 / Stopwatch.Frequency)) / 1000;

    private readonly record struct Event(Profile.Key Key, long Start, long Ticks);
}
