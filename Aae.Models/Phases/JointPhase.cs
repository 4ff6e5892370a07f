using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// Encoder and decoder descend ½‖x − x̂‖² + λ·match in one step of one optimizer, in place of a reconstruction phase and a
/// generator's phase of their own (Wasserstein autoencoders; Tolstikhin et al. 2018). Their λ of 10 stands beside ‖x − x̂‖², which
/// is twice the error here: 5 in its place.
/// </summary>
/// <param name="encoder">q(z|x).</param>
/// <param name="decoder">p(x|z).</param>
/// <param name="match">How far the codes are from the prior.</param>
/// <param name="weight">λ, above 0.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class JointPhase(Encoder encoder, Decoder decoder, CodeMatch match, float weight, Descent descent)
    : Phase("joint", [.. encoder.Parameters, .. decoder.Parameters], descent)
{
    /// <inheritdoc/>
    protected override bool RenewsStatistics => true;

    /// <inheritdoc/>
    protected override void Prepare(TrainingStep step) => match.Prepare(step);

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Code code = encoder.Encode(tape, x);
        Variable error = tape.HalfSquaredError(decoder.Decode(tape, code.Join(tape), step.LabelsOn(tape)), x);
        return tape.Add(error, tape.Scale(match.Record(tape, step, code), weight));
    }
}
