using System.Diagnostics;

namespace Aae.Autograd.Profiling;

/// <summary>
/// Where the time of a run goes, by phase and part, and how many operations are done in it. Scopes are opened around what is
/// done, one inside another; each counts its own time without that of the scopes inside it, so no time is counted twice.
/// </summary>
/// <remarks>Belongs to the thread that runs the phases. Allocates nothing but for a part that was never seen before.</remarks>
public sealed class Profile
{
    /// <summary>The phase of what is outside all others.</summary>
    public const string Outside = "run";

    private const int Deepest = 64;

    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Frame[] _open = new Frame[Deepest];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TraceBuffer? _trace;
    private int _depth;

    /// <summary>Begins a profile.</summary>
    /// <param name="traceEvents">How many scopes are to be kept for a trace, the latest ones; 0 for none.</param>
    public Profile(int traceEvents = 0) => _trace = traceEvents > 0 ? new TraceBuffer(traceEvents, _start) : null;

    /// <summary>Opens a phase: parts belong to it until the result is disposed.</summary>
    /// <param name="name">Its name.</param>
    public Scope Phase(string name) => Enter(new Key(name, "", ""), 0);

    /// <summary>Opens a part of the phase that is open.</summary>
    /// <param name="name">What is done, as in "gather".</param>
    /// <param name="pass">Which way of an op it is, as in "forward".</param>
    /// <param name="operations">Floating-point operations of products that will be done in it; a multiply-add counts two.</param>
    public Scope Part(string name, string pass = "", long operations = 0) =>
        Enter(new Key(_depth == 0 ? Outside : _open[_depth - 1].Entry.Key.Phase, name, pass), operations);

    /// <summary>What is known so far. Scopes that are still open are not in it: their time is unexplained.</summary>
    public ProfileReport Report()
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return new ProfileReport(seconds, [.. _entries.Values.Where(entry => entry.Key.Part.Length > 0).Select(entry => entry.Row())]);
    }

    /// <summary>Writes the latest scopes as a trace in Chrome's format, which ui.perfetto.dev and chrome://tracing open.</summary>
    /// <param name="path">The .json file; replaced whole or not at all.</param>
    /// <exception cref="InvalidOperationException">No scopes were kept.</exception>
    /// <exception cref="Core.AaeException">The file cannot be written.</exception>
    public void WriteTrace(string path) => (_trace ?? throw new InvalidOperationException("the profile keeps no trace")).Write(path);

    /// <summary>The time and the operations of a phase so far, parts and all else in it. Allocates nothing.</summary>
    internal (long Ticks, long Operations) Of(string phase)
    {
        (long ticks, long operations) = (0, 0);
        foreach (Entry entry in _entries.Values)
        {
            if (entry.Key.Phase == phase)
            {
                ticks += entry.Ticks;
                operations += entry.Operations;
            }
        }

        return (ticks, operations);
    }

    private Scope Enter(Key key, long operations)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            _entries.Add(key, entry = new Entry(key));
        }

        entry.Operations += operations;
        _open[_depth++] = new Frame { Entry = entry, Start = Stopwatch.GetTimestamp() };
        return new Scope(this);
    }

    private void Leave()
    {
        ref Frame frame = ref _open[--_depth];
        long ticks = Stopwatch.GetTimestamp() - frame.Start;
        frame.Entry.Calls++;
        frame.Entry.Ticks += ticks - frame.Inner;
        if (_depth > 0)
        {
            _open[_depth - 1].Inner += ticks;
        }

        _trace?.Add(frame.Entry.Key, frame.Start, ticks);
    }

    /// <summary>What was opened; disposing closes it.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly Profile _profile;

        internal Scope(Profile profile) => _profile = profile;

        /// <summary>Closes it.</summary>
        public void Dispose() => _profile.Leave();
    }

    /// <summary>What time is counted for; of a phase itself part and pass are empty.</summary>
    internal readonly record struct Key(string Phase, string Part, string Pass);

    private sealed class Entry(Key key)
    {
        public Key Key { get; } = key;

        public long Calls { get; set; }

        public long Ticks { get; set; }

        public long Operations { get; set; }

        public ProfileRow Row() => new(Key.Phase, Key.Part, Key.Pass, Calls, (double)Ticks / Stopwatch.Frequency, Operations);
    }

    private struct Frame
    {
        public Entry Entry;
        public long Start;
        public long Inner; // of the scopes inside it
    }
}
