namespace Aae.Core.Threading;

/// <summary>
/// A number of threads that run the pieces of parallel work together with the thread that asks. What is computed never
/// depends on that number.
/// </summary>
/// <remarks>
/// A team owns no threads, so it needs no Dispose: for each piece of work it borrows a <see cref="Crew"/> of its size, and a
/// process keeps as many crews as it ever used at the same time. Teams may be shared between threads: while one uses the
/// team, the others' work runs on their own thread alone. So does work that is started inside a piece of other work.
/// </remarks>
public sealed class WorkerTeam
{
    /// <summary>The greatest number of threads in a team.</summary>
    public const int MaxThreads = 1024;

    [ThreadStatic]
    private static bool _insidePiece;

    private int _busy;

    /// <summary>Creates a team. Its threads start with the first work that needs them.</summary>
    /// <param name="threads">Threads that work, the calling one included: 1 to <see cref="MaxThreads"/>.</param>
    /// <exception cref="AaeException">The number is out of range.</exception>
    public WorkerTeam(int threads)
    {
        if (threads is < 1 or > MaxThreads)
        {
            throw new AaeException($"a worker team has 1 to {MaxThreads} threads, not {threads}");
        }

        Threads = threads;
    }

    /// <summary>A team of the caller alone.</summary>
    public static WorkerTeam Single { get; } = new(1);

    /// <summary>
    /// A team of as many threads as this process may use: the processors of its affinity mask, no more than its container's
    /// (cgroup's) quota rounded up, or what DOTNET_PROCESSOR_COUNT says.
    /// </summary>
    public static WorkerTeam Default { get; } = new(Math.Min(Environment.ProcessorCount, MaxThreads));

    /// <summary>Threads that work, the calling one included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs pieces 0 to count − 1, each once, in any order and on any threads, and returns when all are done. Allocates
    /// nothing once the threads have started.
    /// </summary>
    /// <remarks>
    /// An exception that leaves a piece comes out here, the first where there are several, when no piece runs any more;
    /// pieces that had not begun are left out.
    /// </remarks>
    /// <param name="count">The number of pieces; none if 0 or less.</param>
    /// <param name="work">The work; every piece sees the same value.</param>
    internal unsafe void Run<TWork>(int count, TWork work)
        where TWork : unmanaged, IParallelWork
    {
        // A thread inside a piece must not wait for others: they may be waiting for it.
        if (count <= 1 || Threads == 1 || _insidePiece || Interlocked.Exchange(ref _busy, 1) != 0)
        {
            Pieces<TWork>(&work, 0, count);
            return;
        }

        Crew? crew = null;
        _insidePiece = true;
        try
        {
            crew = Crew.Borrow(Threads);
            crew.Run(count, &work, &Pieces<TWork>);
        }
        finally
        {
            _insidePiece = false;
            Volatile.Write(ref _busy, 0);
            crew?.GiveBack();
        }
    }

    /// <summary>Tells the team that the calling thread is a crew's own, all of whose time is inside pieces.</summary>
    internal static void EnterCrew() => _insidePiece = true;

    private static unsafe void Pieces<TWork>(void* work, int start, int end)
        where TWork : unmanaged, IParallelWork
    {
        for (int i = start; i < end; i++)
        {
            TWork copy = *(TWork*)work;
            copy.Execute(i);
        }
    }
}
