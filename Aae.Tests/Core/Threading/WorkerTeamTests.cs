using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aae.Core;
using Aae.Core.Threading;

namespace Aae.Tests.Core.Threading;

[Category("Unit")]
internal sealed unsafe class WorkerTeamTests
{
    [Test]
    public void Every_piece_runs_once([Values(1, 2, 3, 8)] int threads, [Values(0, 1, 2, 3, 16, 17, 1000, 20_000)] int count)
    {
        var team = new WorkerTeam(threads);
        using var counts = new Ints(count);
        for (int repeat = 1; repeat <= 5; repeat++)
        {
            team.Run(count, new Count { Counts = counts.Pointer });
            Assert.That(counts.ToArray(), Is.All.EqualTo(repeat));
        }
    }

    /// <summary>
    /// Many short calls whose work lies on the stack of a method that returns at once, and whose next owner of that stack
    /// writes over it: a late worker that touched a finished call's work would count wrongly or crash.
    /// </summary>
    [Test]
    public void A_late_worker_never_touches_a_finished_calls_work([Values(2, 5)] int threads)
    {
        var team = new WorkerTeam(threads);
        using var counts = new Ints(64);
        int[] expected = new int[64];
        var watch = Stopwatch.StartNew();
        int runs = 0;
        for (; runs < 50_000 && watch.ElapsedMilliseconds < 1500; runs++)
        {
            int count = 2 + runs % 62;
            RunOnce(team, count, counts.Pointer);
            ScribbleOnStack();
            for (int i = 0; i < count; i++)
            {
                expected[i]++;
            }
        }

        Assert.That(runs, Is.GreaterThan(100));
        Assert.That(counts.ToArray(), Is.EqualTo(expected));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void RunOnce(WorkerTeam team, int count, int* counts) => team.Run(count, new Count { Counts = counts });

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ScribbleOnStack()
        {
            Span<byte> stack = stackalloc byte[512];
            stack.Fill(0xFF);
        }
    }

    [Test]
    public void Several_threads_work()
    {
        using var counts = new Ints(2);
        new WorkerTeam(2).Run(2, new MeetAll { Arrived = counts.Pointer, Others = 2 });
        Assert.That(counts[0], Is.EqualTo(2));
    }

    [Test]
    public void A_worker_that_parked_wakes_for_new_work()
    {
        var team = new WorkerTeam(2);
        for (int repeat = 0; repeat < 3; repeat++)
        {
            using var counts = new Ints(2);
            team.Run(2, new MeetAll { Arrived = counts.Pointer, Others = 2 });
            Assert.That(counts[0], Is.EqualTo(2));
            Thread.Sleep(20);
        }
    }

    [Test]
    public void The_caller_waits_for_a_slow_piece([Values(1, 30)] int milliseconds)
    {
        using var counts = new Ints(8);
        new WorkerTeam(3).Run(8, new Slow { Counts = counts.Pointer, Milliseconds = milliseconds });
        Assert.That(counts.ToArray(), Is.All.EqualTo(1));
    }

    [Test]
    public void An_exception_of_a_piece_comes_out_and_the_team_works_on([Values(1, 2, 4)] int threads, [Values(2, 50, 5000)] int count)
    {
        var team = new WorkerTeam(threads);
        for (int bad = 0; bad < count; bad += 1 + count / 7)
        {
            using var counts = new Ints(count);
            Assert.That(
                () => team.Run(count, new Throw { Counts = counts.Pointer, Bad = bad }),
                Throws.TypeOf<AaeException>().With.Message.EqualTo($"piece {bad}"));
            int[] after = counts.ToArray();
            Assert.That(after, Is.All.LessThanOrEqualTo(1));
            Thread.Sleep(1);
            Assert.That(counts.ToArray(), Is.EqualTo(after), "no piece may run after the call has ended");

            team.Run(count, new Count { Counts = counts.Pointer });
            Assert.That(counts.ToArray().Sum(), Is.EqualTo(after.Sum() + count));
        }
    }

    [Test]
    public void The_first_of_many_exceptions_comes_out_and_the_rest_is_skipped()
    {
        using var counts = new Ints(10_000);
        Assert.That(
            () => new WorkerTeam(2).Run(10_000, new Throw { Counts = counts.Pointer, Bad = -1 }),
            Throws.TypeOf<AaeException>().With.Message.StartsWith("piece "));
        Assert.That(counts.ToArray().Sum(), Is.LessThanOrEqualTo(2), "each thread stops at its first exception");
    }

    [Test]
    public void Work_within_work_runs_on_the_thread_that_starts_it([Values] bool sameTeam)
    {
        var outer = new WorkerTeam(2);
        using var counts = new Ints(20);
        var inner = GCHandle.Alloc(sameTeam ? outer : new WorkerTeam(3));
        try
        {
            outer.Run(20, new Nest { Counts = counts.Pointer, Team = inner });
        }
        finally
        {
            inner.Free();
        }

        Assert.That(counts.ToArray(), Is.All.EqualTo(10));
    }

    [Test]
    public void A_team_can_be_shared_between_threads([Values] bool oneTeam)
    {
        var shared = new WorkerTeam(2);
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            WorkerTeam team = oneTeam ? shared : new WorkerTeam(2);
            using var counts = new Ints(40);
            for (int i = 0; i < 500; i++)
            {
                team.Run(40, new Count { Counts = counts.Pointer });
            }

            Assert.That(counts.ToArray(), Is.All.EqualTo(500));
        }))];
        Assert.That(() => Task.WaitAll(tasks), Throws.Nothing);
    }

    [Test]
    public void A_thousand_teams_do_not_start_a_thousand_threads()
    {
        using var counts = new Ints(4);
        new WorkerTeam(3).Run(4, new Count { Counts = counts.Pointer });
        int before = Process.GetCurrentProcess().Threads.Count;
        for (int i = 0; i < 1000; i++)
        {
            new WorkerTeam(3).Run(4, new Count { Counts = counts.Pointer });
        }

        Assert.That(Process.GetCurrentProcess().Threads.Count, Is.LessThan(before + 50));
        Assert.That(counts[0], Is.EqualTo(1001));
    }

    [Test]
    public void Running_allocates_nothing()
    {
        var team = new WorkerTeam(2);
        using var counts = new Ints(100);
        var work = new Count { Counts = counts.Pointer };
        team.Run(100, work);
        Thread.Sleep(5); // parked: waking must not allocate either
        Assert.That(Allocations.OfTen(() => team.Run(100, work)), Is.Zero);
    }

    [Test]
    public void An_interrupted_caller_still_waits_for_its_work()
    {
        using var counts = new Ints(2);
        int[] afterwards = [];
        bool interrupted = false;
        var thread = new Thread(() =>
        {
            new WorkerTeam(2).Run(2, new HoldWorker { Begun = counts.Pointer, Done = counts.Pointer + 1 });
            afterwards = counts.ToArray();
            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => counts[0] == 1);
        Thread.Sleep(10); // the caller's own piece is done by now, and it is parked
        thread.Interrupt();
        thread.Join();
        Assert.That(afterwards, Is.EqualTo(new[] { 1, 1 }));
        Assert.That(interrupted);
    }

    [Test]
    public void A_team_has_as_many_threads_as_the_process_may_use_processors()
    {
        Assert.That(WorkerTeam.Default.Threads, Is.EqualTo(Environment.ProcessorCount));
        Assert.That(WorkerTeam.Single.Threads, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1025)]
    public void A_team_of_an_impossible_size_is_refused(int threads) =>
        Assert.That(
            () => new WorkerTeam(threads),
            Throws.TypeOf<AaeException>().With.Message.EqualTo($"a worker team has 1 to 1024 threads, not {threads}"));

    private struct Count : IParallelWork
    {
        public int* Counts;

        public void Execute(int index) => Interlocked.Increment(ref Counts[index]);
    }

    /// <summary>Each piece waits until others have begun, so it ends only if several threads work (or after a long time).</summary>
    private struct MeetAll : IParallelWork
    {
        public int* Arrived;
        public int Others;

        public void Execute(int index)
        {
            Interlocked.Increment(ref *Arrived);
            int* arrived = Arrived;
            int others = Others;
            var watch = Stopwatch.StartNew();
            while (Volatile.Read(ref *arrived) < others && watch.ElapsedMilliseconds < 10_000)
            {
                Thread.Yield();
            }
        }
    }

    private struct Slow : IParallelWork
    {
        public int* Counts;
        public int Milliseconds;

        public void Execute(int index)
        {
            Thread.Sleep(Milliseconds);
            Interlocked.Increment(ref Counts[index]);
        }
    }

    /// <summary>Of two pieces, the worker thread's takes 60 ms and the caller's ends when that one has begun.</summary>
    private struct HoldWorker : IParallelWork
    {
        public int* Begun;
        public int* Done;

        public void Execute(int index)
        {
            if (Thread.CurrentThread.Name is not null)
            {
                Volatile.Write(ref *Begun, 1);
                Thread.Sleep(60);
                Volatile.Write(ref *Done, 1);
            }

            while (Volatile.Read(ref *Begun) == 0)
            {
                Thread.Yield();
            }
        }
    }

    private struct Throw : IParallelWork
    {
        public int* Counts;
        public int Bad;

        public void Execute(int index)
        {
            Interlocked.Increment(ref Counts[index]);
            if (Bad < 0 || index == Bad)
            {
                throw new AaeException($"piece {index}");
            }
        }
    }

    private struct Nest : IParallelWork
    {
        public int* Counts;
        public GCHandle Team;

        public void Execute(int index) =>
            ((WorkerTeam)Team.Target!).Run(10, new OnThread { Count = Counts + index, Thread = Environment.CurrentManagedThreadId });
    }

    private struct OnThread : IParallelWork
    {
        public int* Count;
        public int Thread;

        public void Execute(int index) => *Count += Environment.CurrentManagedThreadId == Thread ? 1 : 1000;
    }

    private sealed class Ints(int length) : IDisposable
    {
        public int* Pointer { get; } = (int*)NativeMemory.AllocZeroed((nuint)length + 1, sizeof(int));

        public int this[int index] => Volatile.Read(ref Pointer[index]);

        public int[] ToArray() => new ReadOnlySpan<int>(Pointer, length).ToArray();

        public void Dispose() => NativeMemory.Free(Pointer);
    }
}
