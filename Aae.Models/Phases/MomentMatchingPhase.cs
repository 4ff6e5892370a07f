using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Memory;
using Aae.Models.Networks;
using Aae.Models.Priors;

namespace Aae.Models.Phases;

/// <summary>
/// A generator learns the law of the codes (Li, Swersky, Zemel 2015): it descends √MMD between a minibatch's codes and as many of its
/// samples, estimated with bias, the kernel a sum of Gaussian ones. The encoder stays, and encodes as it does at evaluation, without
/// dropout and noise.
/// </summary>
/// <param name="encoder">q(z|x), of one part.</param>
/// <param name="prior">The generator.</param>
/// <param name="deviations">σ of each kernel.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class MomentMatchingPhase(Encoder encoder, GeneratorPrior prior, IReadOnlyList<float> deviations, Descent descent)
    : Phase("generator", prior.Network.Parameters, descent)
{
    private readonly PriorSamples _noise = new(Part.Linear("noise", prior.Noise.Size), (step, stream, drawn) => prior.Noise.Sample(stream, step.Draw, drawn));
    private readonly Dictionary<TrainingStep, RecordedPass> _codes = [];
    private readonly Arena _memory = new(); // of every pass

    /// <inheritdoc/>
    protected override bool RenewsStatistics => true;

    /// <inheritdoc/>
    protected override void Prepare(TrainingStep step)
    {
        _noise.Draw(step);
        if (!_codes.TryGetValue(step, out RecordedPass? codes))
        {
            _codes[step] = codes = new RecordedPass(encoder, step.BatchSize, encoder.Image.Pixels, step.Team, memory: _memory);
        }

        using (step.Profile?.Part("encode"))
        {
            codes.Input.CopyFrom(step.Images);
            codes.Run();
        }
    }

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step) => tape.MomentMatching(
        prior.Network.Apply(tape, tape.Constant(_noise[step])), tape.Constant(_codes[step].Output), deviations);
}
