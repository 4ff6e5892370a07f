using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>
/// p(z) as the law to which a Markov chain through the model's own networks comes.
/// </summary>
/// <remarks>
/// Several chains walk side by side. After the burn-in each gives a sample, chain by chain, and again
/// after every <see cref="ChainSchedule.Thinning"/> steps, until there are enough: so fewer samples are the first ones of more. The
/// draws of a step are a function of the stream, its step, and the number of the chain's step.
/// </remarks>
/// <param name="size">The number of dimensions of z.</param>
/// <param name="stateSize">The number of dimensions in which the chain walks.</param>
/// <param name="schedule">How samples are taken.</param>
public abstract class ChainPrior(int size, int stateSize, ChainSchedule schedule) : LearnedPrior(size)
{
    /// <summary>How samples are taken.</summary>
    public ChainSchedule Schedule { get; } = schedule;

    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples) => Sample(stream, step, samples, CancellationToken.None);

    private protected override void Sample(RandomStream stream, ulong step, Tensor samples, CancellationToken cancellation)
    {
        int count = samples.Shape.Rows;
        var state = new Tensor(new Shape(Schedule.Chains, stateSize));
        string name = $"chain/{stream.Stream:x8}"; // the tape's streams are apart by it
        Start(state, RandomStream.Named(stream.Seed, $"{name}/start"), step);
        var tape = new Tape(moves: [], training: false, name, stream.Seed, Team) { DrawsSamples = true, Step = step << 32 };
        (Variable Next, Variable Z)? walk = null;
        int taken = 0;
        for (int i = 0; taken < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (walk is null)
            {
                walk = Record(tape, tape.Constant(state));
            }
            else
            {
                tape.Step++;
                tape.Forward();
            }

            state.CopyFrom(walk.Value.Next.Value);
            if (i >= Schedule.BurnIn && (i - Schedule.BurnIn) % Schedule.Thinning == 0)
            {
                int rows = Math.Min(Schedule.Chains, count - taken);
                samples.Rows(taken, rows).CopyFrom(walk.Value.Z.Value.Rows(0, rows));
                taken += rows;
            }
        }
    }

    /// <summary>Puts the chains where they begin: at uniform noise on [0, 1), each elsewhere.</summary>
    /// <param name="state">[chains, stateSize], zeros.</param>
    /// <param name="stream">The random stream.</param>
    /// <param name="step">The step of the stream.</param>
    private protected virtual void Start(Tensor state, RandomStream stream, ulong step) => stream.FillUniform(state.Span, step);

    /// <summary>Records one step of the chains.</summary>
    /// <param name="tape">A tape that draws samples.</param>
    /// <param name="state">Where the chains are [chains, stateSize].</param>
    /// <returns>Where they go [chains, stateSize], and z there [chains, size].</returns>
    private protected abstract (Variable Next, Variable Z) Record(Tape tape, Variable state);
}
