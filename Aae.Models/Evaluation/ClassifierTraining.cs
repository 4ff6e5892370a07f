using Aae.Autograd.Optimizers;
using Aae.Autograd.Tapes;
using Aae.Core.Threading;

namespace Aae.Models.Evaluation;

/// <summary>
/// Trains a small classifier by Adam over a minibatch that the caller fills before each step. The loss is recorded by the first
/// step and replayed by those that follow.
/// </summary>
/// <param name="parameters">The classifier's parameters.</param>
/// <param name="loss">Records the loss of the minibatch.</param>
/// <param name="team">The threads to work with.</param>
internal sealed class ClassifierTraining(IReadOnlyList<Parameter> parameters, Func<Tape, Variable> loss, WorkerTeam team)
{
    private readonly Adam _optimizer = new(parameters);
    private Tape? _tape;
    private Variable? _loss;

    /// <summary>Descends once.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(float rate)
    {
        if (_tape is null)
        {
            _tape = new Tape(parameters, team: team);
            _loss = loss(_tape);
        }
        else
        {
            _tape.Forward();
        }

        _tape.Backward(_loss!);
        _optimizer.Update(rate, team);
    }
}
