using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder descends the cross-entropy of q(y|x′) against q(y|x), averaged over the batch, where x′ is the image x deformed at
/// random: what changes no digit is to change no class. q(y|x) is a constant, so that x′ comes to x and not both to each other.
/// </summary>
/// <remarks>
/// Not of the paper. Hu, Miyato, Tokui, Matsumoto, Sugiyama 2017 (IMSAT, self-augmented training), where the mutual information of
/// image and class does what here the adversary of y does: all classes are used, and each image belongs to one. The phase moves
/// the trunk and the head of y.
/// </remarks>
/// <param name="part">The categorical part y.</param>
/// <param name="encoder">q(y, z|x).</param>
/// <param name="range">How far images are deformed.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ConsistencyPhase(Part part, Encoder encoder, WarpRange range, Descent descent)
    : Phase("consistency", encoder.ParametersOf(part), descent)
{
    private readonly RandomWarp _warp = new("consistency.warp", encoder.Image.Channels, encoder.Image.Height, encoder.Image.Width, range);

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Variable target = encoder.Encode(tape, x, part)[part];
        Variable logits = encoder.Encode(tape, _warp.Apply(tape, x), part).Logits(part);
        return tape.SoftmaxCrossEntropy(logits, target); // a target is a constant
    }
}
