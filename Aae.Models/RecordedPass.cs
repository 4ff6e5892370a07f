using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Core.Memory;
using Aae.Core.Tensors;
using Aae.Core.Threading;

namespace Aae.Models;

/// <summary>
/// A network's way forward for a number of rows: recorded by the first run, replayed over the same memory by those that follow,
/// which allocate nothing. It computes for one thread at a time; of the parameters it only reads. Given a seed, it draws samples
/// of random posteriors; else their means stand for them. Given the memory of others, it runs in turn with them.
/// </summary>
internal sealed class RecordedPass(Module network, int rows, int columns, WorkerTeam team, ulong? seed = null, Arena? memory = null)
{
    private Tape? _tape;
    private Variable? _output;

    /// <summary>[rows, columns], for the caller to fill before each run.</summary>
    public Tensor Input { get; } = new(new Shape(rows, columns));

    /// <summary>Floating-point operations of a run's products; a multiply-add counts two. Known once it has run.</summary>
    public long Operations => _tape?.Ops.Sum(op => op.ForwardOperations) ?? 0;

    /// <summary>What the last run computed.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public Tensor Output => _output?.Value ?? throw new InvalidOperationException("nothing is computed yet");

    /// <summary>Computes the output of what <see cref="Input"/> holds: valid until the next run.</summary>
    /// <param name="step">The step of the samples that it draws, where it draws them.</param>
    public Tensor Run(ulong step = 0)
    {
        if (_tape is not null)
        {
            _tape.Step = step;
            _tape.Forward();
            return _output!.Value;
        }

        var tape = new Tape(moves: [], training: false, "codes", seed ?? 0, team)
        {
            Arena = memory is null ? new Arena() : new Arena(memory),
            DrawsSamples = seed is not null,
            Step = step,
        };
        _output = network.Apply(tape, tape.Constant(Input));
        _tape = tape; // not before all is recorded
        return _output.Value;
    }
}
