namespace Aae.Core.Threading;

/// <summary>A fixed number of threads that run the pieces of parallel work together with the thread that asks.</summary>
public sealed class WorkerTeam
{
    /// <summary>Creates a team.</summary>
    /// <param name="threads">Threads that work, the calling one included: 1 or more.</param>
    public WorkerTeam(int threads) => Threads = threads;

    /// <summary>A team of the caller alone.</summary>
    public static WorkerTeam Single { get; } = new(1);

    /// <summary>Threads that work, the calling one included.</summary>
    public int Threads { get; }

    /// <summary>Runs pieces 0 to count − 1 and returns when all are done.</summary>
    /// <param name="count">The number of pieces.</param>
    /// <param name="work">The work; every piece sees the same value.</param>
    internal void Run<TWork>(int count, TWork work)
        where TWork : unmanaged, IParallelWork
    {
        for (int i = 0; i < count; i++)
        {
            work.Execute(i);
        }
    }
}
