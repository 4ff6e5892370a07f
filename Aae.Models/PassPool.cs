using Aae.Autograd.Modules;
using Aae.Core.Threading;

namespace Aae.Models;

/// <summary>
/// The recorded passes of a network that nobody uses at the moment, so that a call need not make one. Only those of one row and
/// of a whole batch are kept, of each as many as were in use at once, and no more than there are processors. Safe to share
/// between threads.
/// </summary>
internal sealed class PassPool(Module network, int columns, WorkerTeam team, ulong? seed = null)
{
    /// <summary>Rows of a whole batch.</summary>
    public const int BatchSize = 500;

    private readonly Stack<RecordedPass> _single = [];
    private readonly Stack<RecordedPass> _batch = [];

    /// <summary>The columns of the input.</summary>
    public int Columns => columns;

    /// <summary>A pass for the caller alone, until it is given back.</summary>
    /// <param name="rows">Rows of the input, 1 to <see cref="BatchSize"/>.</param>
    public RecordedPass Rent(int rows)
    {
        if (Kept(rows) is { } kept)
        {
            lock (kept)
            {
                if (kept.TryPop(out RecordedPass? pass)) // the last one given back: its memory is the likeliest to be in a cache
                {
                    return pass;
                }
            }
        }

        return new RecordedPass(network, rows, columns, team, seed);
    }

    /// <summary>Takes a pass back.</summary>
    public void GiveBack(RecordedPass pass)
    {
        if (Kept(pass.Input.Shape.Rows) is { } kept)
        {
            lock (kept)
            {
                if (kept.Count < Environment.ProcessorCount)
                {
                    kept.Push(pass);
                }
            }
        }
    }

    private Stack<RecordedPass>? Kept(int rows) => rows switch
    {
        1 => _single,
        BatchSize => _batch,
        _ => null,
    };
}
