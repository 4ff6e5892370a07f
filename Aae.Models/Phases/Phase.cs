using System.Numerics.Tensors;
using Aae.Autograd.Optimizers;
using Aae.Autograd.Profiling;
using Aae.Autograd.Tapes;
using Aae.Core.Memory;
using Tensor = Aae.Core.Tensors.Tensor;

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
    private const int LargestLookedAt = 1 << 16;

    private readonly Descent _descent;
    private readonly Dictionary<TrainingStep, Recording> _recordings = [];
    private readonly Arena _memory = new(); // of every recording: minibatches, and pieces of one, run in turn
    private GradientSum? _gradients;

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

    /// <summary>The epochs in which it runs; in others its parameters stand still. Its learning rate goes by its own epochs.</summary>
    public EpochRange Active { get; init; } = EpochRange.All;

    /// <summary>The parameters that it moves.</summary>
    public IReadOnlyList<Parameter> Moves => Optimizer.Parameters;

    /// <summary>Its optimizer; no other phase shares its state.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What it keeps from step to step beside its optimizer's state, by name: a run that goes on needs it.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, Tensor>> State => [];

    /// <summary>
    /// Whether its forward pass renews batch norm's running statistics. Of the phases that pass through a network exactly one does:
    /// for encoder and decoder the reconstruction, for a discriminator its own.
    /// </summary>
    protected virtual bool RenewsStatistics => false;

    /// <summary>Whether its loss depends on the minibatch's images; else one pass serves all pieces of a step.</summary>
    protected virtual bool SeesImages => true;

    /// <summary>
    /// Whether big matrices are moved within the products of their gradients, which are then never written. The bits are the
    /// same either way; tests compare the two.
    /// </summary>
    internal bool FusesUpdates { get; set; } = true;

    /// <summary>Runs the phase: forward, backward, update.</summary>
    /// <param name="parts">
    /// The minibatch, or several of one step: their gradients are averaged, each image counting the same, before anything moves.
    /// </param>
    /// <returns>The loss before the update, averaged over the images.</returns>
    /// <exception cref="DivergenceException">A loss is not finite and nothing was moved, or a gradient is not finite.</exception>
    public float Run(params ReadOnlySpan<TrainingStep> parts)
    {
        parts = SeesImages ? parts : parts[..1];
        TrainingStep first = parts[0];
        using Profile.Scope? phase = first.Profile?.Phase(Name);
        int epoch = first.Epoch - Active.First;
        Optimizer.Enter(epoch);
        Optimizer.Begin(_descent.Rate.RateAt(epoch) * first.RateScale);

        // A bound on the norm, or a mean over several minibatches, needs all gradients before any move.
        IMover? mover = FusesUpdates && parts.Length == 1 && _descent.ClipNorm is null ? Optimizer : null;
        double loss = parts.Length == 1 ? Differentiate(first, mover) : DifferentiateAll(parts);
        using Profile.Scope? update = first.Profile?.Part("update");
        RequireFiniteGradients(first);
        Optimizer.Finish(first.Team, _descent.ClipNorm is { } bound ? ClipScale(first, bound) : 1);
        return (float)loss;
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
    /// <param name="mover">What moves parameters on the way; null for nothing.</param>
    private protected virtual void ContinueBackward(TrainingStep step, IMover? mover)
    {
    }

    /// <summary>Keeps what the next step begins with. Runs after each way back.</summary>
    /// <param name="step">The minibatch.</param>
    protected virtual void Conclude(TrainingStep step)
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

    /// <summary>Averages the gradients of several minibatches.</summary>
    private double DifferentiateAll(ReadOnlySpan<TrainingStep> parts)
    {
        int images = 0;
        foreach (TrainingStep part in parts)
        {
            images += part.BatchSize;
        }

        double loss = 0;
        _gradients ??= new GradientSum(Moves);
        _gradients.Clear();
        foreach (TrainingStep part in parts)
        {
            double share = (double)part.BatchSize / images;
            loss += share * Differentiate(part, mover: null);
            _gradients.Add((float)share, part.Team);
        }

        _gradients.WriteBack();
        return loss;
    }

    /// <summary>Forward and backward on one minibatch.</summary>
    private float Differentiate(TrainingStep step, IMover? mover)
    {
        Prepare(step);
        bool recorded = _recordings.TryGetValue(step, out Recording? recording);
        if (recorded)
        {
            recording!.Tape.Step = step.Draw;
            recording.Tape.Forward();
        }
        else
        {
            using Profile.Scope? recordingTime = step.Profile?.Part("record");
            var tape = new Tape(Moves, training: true, Name, step.Seed, step.Team)
            {
                Arena = new Arena(_memory),
                Step = step.Draw,
                Profile = step.Profile,
                RenewsStatistics = RenewsStatistics,
            };
            _recordings[step] = recording = new Recording(tape, Record(tape, step));
        }

        float loss = recording.Loss.Scalar;
        if (!float.IsFinite(loss))
        {
            throw DivergenceException.OfLoss(Name, loss, step);
        }

        recording.Tape.Backward(recording.Loss, mover);
        ContinueBackward(step, mover);
        Conclude(step);
        if (!recorded)
        {
            RequireReached(Reached(recording.Tape, step));
        }

        return loss;
    }

    /// <summary>
    /// Refuses gradients that are not finite. Those of big matrices are left out: they are moved already, or take long to look
    /// at. A layer's bias tells of them, as its gradient is the sum of what the weights' gradient is made of.
    /// </summary>
    private void RequireFiniteGradients(TrainingStep step)
    {
        for (int i = 0; i < Moves.Count; i++)
        {
            if (Moves[i].Frozen || Optimizer.IsMoved(i) || Moves[i].Shape.Count > LargestLookedAt)
            {
                continue;
            }

            ReadOnlySpan<float> gradient = Moves[i].Gradient!.Span;
            if (!TensorPrimitives.IsFiniteAll(gradient))
            {
                throw DivergenceException.OfGradient(Name, Moves[i].Name, gradient.ToArray().First(g => !float.IsFinite(g)), step);
            }
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
