namespace Aae.Core.Threading;

/// <summary>
/// Work that is split into numbered pieces, each independent of the others and of the thread that runs it. A struct of plain
/// values and pointers, so that handing it to a <see cref="WorkerTeam"/> allocates nothing.
/// </summary>
internal interface IParallelWork
{
    /// <summary>Does one piece. Each piece gets its own copy of the struct: changes to its fields are lost.</summary>
    /// <param name="index">0 to count − 1.</param>
    void Execute(int index);
}
