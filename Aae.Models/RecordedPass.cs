using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models;

/// <summary>
/// A network's way forward for a number of rows: recorded by the first run, replayed over the same memory by those that follow,
/// which allocate nothing. It computes for one thread at a time; of the parameters it only reads.
/// </summary>
internal sealed class RecordedPass(Module network, int rows, int columns, WorkerTeam team)
{
    private Tape? _tape;
    private Variable? _output;

    /// <summary>[rows, columns], for the caller to fill before each run.</summary>
    public Tensor Input { get; } = new(new Shape(rows, columns));

    /// <summary>Computes the output of what <see cref="Input"/> holds: valid until the next run.</summary>
    public Tensor Run()
    {
        if (_tape is not null)
        {
            _tape.Forward();
            return _output!.Value;
        }

        var tape = new Tape(moves: [], training: false, team: team);
        _output = network.Apply(tape, tape.Constant(Input));
        _tape = tape; // not before all is recorded
        return _output.Value;
    }
}
