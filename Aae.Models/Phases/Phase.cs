using Aae.Autograd.Optimizers;
using Aae.Autograd.Profiling;
using Aae.Autograd.Tapes;

namespace Aae.Models.Phases;

/// <summary>
/// One part of a training step: it descends one loss, by its own optimizer, over the parameters that it moves, and touches
/// nothing else.
/// </summary>
/// <remarks>
/// A phase records its computation once for each batch shape and replays it from then on. Its tape differentiates by the
/// phase's own parameters alone, so that in the generator's phase, say, the discriminator's weight gradients are not computed.
/// </remarks>
public abstract class Phase
{
    private readonly Descent _descent;
    private readonly Dictionary<TrainingStep, Recording> _recordings = [];

    /// <summary>Creates a phase.</summary>
    /// <param name="name">Its name: the key of its metrics, its optimizer's state and its random streams.</param>
    /// <param name="moves">The parameters that it moves.</param>
    /// <param name="descent">How it moves them.</param>
    protected Phase(string name, IEnumerable<Parameter> moves, Descent descent)
    {
        Name = name;
        _descent = descent;
        Optimizer = descent.CreateOptimizer([.. moves]);
    }

    /// <summary>The key of its metrics, its optimizer's state and its random streams.</summary>
    public string Name { get; }

    /// <summary>The parameters that it moves.</summary>
    public IReadOnlyList<Parameter> Moves => Optimizer.Parameters;

    /// <summary>Its optimizer; no other phase shares its state.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>
    /// Whether its forward pass renews batch norm's running statistics. Of the phases that pass through a network exactly one does:
    /// for encoder and decoder the reconstruction, for a discriminator its own.
    /// </summary>
    protected virtual bool RenewsStatistics => false;

    /// <summary>Runs the phase: forward, backward, update.</summary>
    /// <param name="step">The minibatch and the step's place in the run.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="DivergenceException">The loss is not finite; nothing was moved.</exception>
    public float Run(TrainingStep step)
    {
        using Profile.Scope? phase = step.Profile?.Phase(Name);
        Prepare(step);
        bool recorded = _recordings.TryGetValue(step, out Recording? recording);
        if (recorded)
        {
            recording!.Tape.Step = step.Number;
            recording.Tape.Forward();
        }
        else
        {
            using Profile.Scope? recordingTime = step.Profile?.Part("record");
            var tape = new Tape(Moves, training: true, Name, step.Seed, step.Team) { Step = step.Number, Profile = step.Profile, RenewsStatistics = RenewsStatistics };
            _recordings[step] = recording = new Recording(tape, Record(tape, step));
        }

        float loss = recording.Loss.Scalar;
        if (!float.IsFinite(loss))
        {
            throw DivergenceException.OfLoss(Name, loss, step);
        }

        recording.Tape.Backward(recording.Loss);
        ContinueBackward(step);
        if (!recorded)
        {
            RequireReached(Reached(recording.Tape, step));
        }

        float scale = _descent.ClipNorm is { } bound ? ClipScale(step, bound) : 1;
        using (step.Profile?.Part("update"))
        {
            Optimizer.Update(_descent.Rate.RateAt(step.Epoch) * step.RateScale, step.Team, scale);
        }

        return loss;
    }

    /// <summary>Records the loss.</summary>
    /// <param name="tape">A tape that differentiates by what the phase moves.</param>
    /// <param name="step">The minibatch.</param>
    /// <returns>The loss, a scalar.</returns>
    protected abstract Variable Record(Tape tape, TrainingStep step);

    /// <summary>Renews what the recording reads but does not compute itself. Runs before each forward pass.</summary>
    /// <param name="step">The minibatch.</param>
    protected virtual void Prepare(TrainingStep step)
    {
    }

    /// <summary>Carries the way back on beyond the phase's own tape.</summary>
    /// <param name="step">The minibatch.</param>
    protected virtual void ContinueBackward(TrainingStep step)
    {
    }

    /// <summary>The parameters whose gradients the way back wrote.</summary>
    /// <param name="tape">The phase's own tape.</param>
    /// <param name="step">The minibatch.</param>
    protected virtual IReadOnlyCollection<Parameter> Reached(Tape tape, TrainingStep step) => tape.Reached;

    private float ClipScale(TrainingStep step, float bound)
    {
        using (step.Profile?.Part("gradient norm"))
        {
            return GradientNorm.ClipScale(GradientNorm.Of(Moves, step.Team), bound);
        }
    }

    private void RequireReached(IReadOnlyCollection<Parameter> reached)
    {
        Parameter? lost = Moves.FirstOrDefault(parameter => !parameter.Frozen && !reached.Contains(parameter));
        if (lost is not null)
        {
            throw new InvalidOperationException($"phase '{Name}' is to move {lost.Name}, but its loss does not depend on it");
        }
    }

    private sealed record Recording(Tape Tape, Variable Loss);
}
