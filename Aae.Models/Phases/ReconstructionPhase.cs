using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder and the decoder descend the reconstruction error ½‖x − x̂‖², summed over pixels and averaged over the batch
/// (paper §2, reconstruction phase). Where the label is a part of the code, the decoder reads it beside z (§4).
/// </summary>
/// <param name="encoder">q(z|x).</param>
/// <param name="decoder">p(x|z).</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ReconstructionPhase(Encoder encoder, Decoder decoder, Descent descent)
    : Phase("reconstruction", [.. encoder.Parameters, .. decoder.Parameters], descent)
{
    /// <inheritdoc/>
    protected override bool RenewsStatistics => true;

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Variable reconstruction = decoder.Decode(tape, encoder.Apply(tape, x), step.LabelsOn(tape));
        return tape.HalfSquaredError(reconstruction, x); // the target is the clean x: noise is in the encoder alone
    }
}
