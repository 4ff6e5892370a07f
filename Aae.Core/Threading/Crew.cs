using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Aae.Core.Threading;

/// <summary>
/// The threads behind a <see cref="WorkerTeam"/>: they wait for work, first spinning, then parked, and claim its pieces in
/// small runs, as does the thread that asks. So a thread that the system has taken off its core holds up at most the pieces
/// it had claimed, and the asking thread does the rest, if need be alone.
/// </summary>
/// <remarks>
/// <para>The protocol. <c>Unclaimed</c> counts the pieces that nobody has taken, <c>Unfinished</c> those that are not done.
/// To claim k pieces is to swap Unclaimed from u to u − k, u &gt; 0; they are pieces count − u to count − u + k − 1. To finish
/// them is to subtract k from Unfinished. Hence:</para>
/// <list type="number">
/// <item>Unclaimed ≤ Unfinished, and Unfinished &gt; 0 as long as anyone holds a claim.</item>
/// <item>The job (count, work, invoke) is written only by the asking thread, while Unfinished = 0: when nobody holds a claim
/// and, as Unclaimed = 0, nobody can get one.</item>
/// <item>The job is read only by a thread that holds a claim: after its swap, before its subtraction. So it never reads a job
/// that is being written, and never the work of a call that has returned, which lay on that caller's stack.</item>
/// <item>A thread that read Unclaimed long ago can do no harm. Its swap fails if the value has changed; if the value is the
/// same by chance in a later job, the swap is a proper claim on that later job, which the thread reads only then. That is why
/// the count needs no number of the job beside it.</item>
/// </list>
/// <para>Order of memory: the job's writes come before the exchange that publishes Unclaimed, which a claimant's swap reads
/// from; a piece's writes come before the subtraction, from which the asking thread's last read of Unfinished reads.</para>
/// <para>Parking: whoever parks first says so, then looks again at what it waits for; whoever changes that first changes it,
/// then looks whether someone is parked (both with full fences). One of the two sees the other, so no wake-up is lost.</para>
/// </remarks>
internal sealed unsafe class Crew
{
    // A wait is 20 to 40 µs when parked and .1 µs when spinning; a training step's calls follow one another within less.
    private static readonly long _spinTicks = Stopwatch.Frequency / 1_000_000 * 50;

    private static readonly Lock _poolGate = new();
    private static readonly Crew?[] _pool = new Crew?[WorkerTeam.MaxThreads + 1];

    private readonly int _threads;
    private readonly long _spin;
    private readonly object _workersGate = new();
    private readonly object _callerGate = new();
    private Crew? _nextInPool;
    private Exception? _failure;
    private Counters _counters;

    private Crew(int threads)
    {
        _threads = threads;
        _spin = threads <= Environment.ProcessorCount ? _spinTicks : 0; // spinning would keep the core from one that works
        for (int i = 1; i < threads; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"Aae worker {i} of {threads - 1}" };
            thread.UnsafeStart();
        }
    }

    /// <summary>Takes a crew of a size out of the process's pool, or starts one.</summary>
    /// <param name="threads">Threads that work, the asking one included: 2 or more.</param>
    public static Crew Borrow(int threads)
    {
        lock (_poolGate)
        {
            Crew? crew = _pool[threads];
            if (crew is not null)
            {
                _pool[threads] = crew._nextInPool;
                return crew;
            }
        }

        return new Crew(threads);
    }

    /// <summary>Puts the crew into the pool.</summary>
    public void GiveBack()
    {
        lock (_poolGate)
        {
            _nextInPool = _pool[_threads];
            _pool[_threads] = this;
        }
    }

    /// <summary>Runs pieces 0 to count − 1. Only the borrower may call it, one call at a time.</summary>
    /// <param name="count">The number of pieces, 1 or more.</param>
    /// <param name="work">The work, on the caller's stack.</param>
    /// <param name="invoke">Does the pieces from a first to before an end of the work.</param>
    public void Run(int count, void* work, delegate*<void*, int, int, void> invoke)
    {
        bool interrupted = false;
        _counters.Count = count;
        _counters.Work = work;
        _counters.Invoke = invoke;
        Volatile.Write(ref _counters.Unfinished, count);
        Interlocked.Exchange(ref _counters.Unclaimed, count);
        if (Volatile.Read(ref _counters.ParkedWorkers) > 0)
        {
            interrupted |= Wake(_workersGate, Math.Min(count, _threads) - 1);
        }

        while (TryClaim())
        {
        }

        // From here on nothing may throw before Unfinished is 0: others still use this thread's stack.
        while (!SpinWhile(ref _counters.Unfinished, notZero: true))
        {
            interrupted |= ParkCaller();
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt(); // for the caller's own next wait
        }

        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>A worker thread's life.</summary>
    private void Work()
    {
        WorkerTeam.EnterCrew();
        while (true)
        {
            while (TryClaim())
            {
            }

            // Spins again after parking: more may follow, even if others were faster this time.
            while (!SpinWhile(ref _counters.Unclaimed, notZero: false))
            {
                ParkWorker();
            }
        }
    }

    /// <summary>Spins while a count is, or is not, zero; false if that lasts too long.</summary>
    private bool SpinWhile(ref int count, bool notZero)
    {
        long end = Stopwatch.GetTimestamp() + _spin;
        do
        {
            for (int i = 0; i < 8; i++) // looking at the clock takes as long as looking at the count a few times
            {
                if (Volatile.Read(ref count) != 0 != notZero)
                {
                    return true;
                }

                Thread.SpinWait(1);
            }
        }
        while (Stopwatch.GetTimestamp() < end);

        return false;
    }

    /// <summary>Claims and does some pieces; false if none is left.</summary>
    private bool TryClaim()
    {
        int unclaimed = Volatile.Read(ref _counters.Unclaimed);
        int claim;
        while (true)
        {
            if (unclaimed == 0)
            {
                return false;
            }

            // One by one near the end, so that all finish together; long runs before it, as neighbours share what is fetched ahead.
            claim = 1 + (unclaimed - 1) / (2 * _threads);
            int seen = Interlocked.CompareExchange(ref _counters.Unclaimed, unclaimed - claim, unclaimed);
            if (seen == unclaimed)
            {
                break;
            }

            unclaimed = seen;
        }

        int start = _counters.Count - unclaimed;
        try
        {
            _counters.Invoke(_counters.Work, start, start + claim);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            claim += Interlocked.Exchange(ref _counters.Unclaimed, 0); // takes the pieces that are left out
        }

        if (Interlocked.Add(ref _counters.Unfinished, -claim) == 0 && Volatile.Read(ref _counters.CallerParked))
        {
            Wake(_callerGate, 1); // perhaps the caller of the next job: it looks again and parks again
        }

        return true;
    }

    private void ParkWorker()
    {
        lock (_workersGate)
        {
            _counters.ParkedWorkers++;
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _counters.Unclaimed) == 0)
            {
                Monitor.Wait(_workersGate);
            }

            _counters.ParkedWorkers--;
        }
    }

    /// <summary>Waits until a worker says that the job is done, or for no reason. True if the thread was interrupted.</summary>
    private bool ParkCaller()
    {
        try
        {
            lock (_callerGate)
            {
                Volatile.Write(ref _counters.CallerParked, true);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _counters.Unfinished) != 0)
                {
                    Monitor.Wait(_callerGate);
                }
            }

            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
        finally
        {
            Volatile.Write(ref _counters.CallerParked, false);
        }
    }

    /// <summary>Wakes parked threads. True if the calling thread was interrupted; then perhaps none woke.</summary>
    private static bool Wake(object gate, int threads)
    {
        try
        {
            lock (gate)
            {
                for (int i = 0; i < threads; i++)
                {
                    Monitor.Pulse(gate);
                }
            }

            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }

    /// <summary>
    /// What threads share, on lines of the cache by who writes it and when: the job beside the count that publishes it (one
    /// line moves to a worker, not two), the finished pieces apart. 128 bytes, as processors fetch lines in pairs.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Unclaimed;

        [FieldOffset(132)]
        public int Count;

        [FieldOffset(136)]
        public void* Work;

        [FieldOffset(144)]
        public delegate*<void*, int, int, void> Invoke;

        [FieldOffset(256)]
        public int Unfinished;

        [FieldOffset(260)]
        public bool CallerParked;

        [FieldOffset(384)]
        public int ParkedWorkers;
    }
}
