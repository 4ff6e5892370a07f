using Aae.Autograd.Modules;
using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>
/// The encoder descends −Σ_k q(y_k|x) · log q(y_k|x′), averaged over the batch, where x′ is the image x deformed at random: what
/// changes nothing that an image shows is to change no class. q(y|x) is a constant, so that x′ comes to x and not both to each other.
/// x, x′ [batch, pixels], q(y|x) [batch, classes]
/// </summary>
/// <remarks>
/// Not of the paper. Hu, Miyato, Tokui, Matsumoto, Sugiyama 2017 (IMSAT, self-augmented training), where the mutual information of
/// image and class does what here the adversary of y does: all classes are used, and each image belongs to one. Unlike there, the
/// encoder's noise, dropout and batch statistics act on either pass, each by draws of its own. The loss is the entropy of q(y|x)
/// and the divergence from it; only the latter has a gradient. The phase moves the trunk and the head of y.
/// </remarks>
/// <param name="part">The categorical part y.</param>
/// <param name="encoder">q(y, z|x).</param>
/// <param name="range">How far images are deformed, beyond what the encoder does to its input.</param>
/// <param name="descent">How the phase descends.</param>
public sealed class ConsistencyPhase(Part part, Encoder encoder, WarpRange range, Descent descent)
    : Phase("consistency", encoder.ParametersOf(part), descent)
{
    private readonly RandomWarp _warp = new("consistency.warp", encoder.Image.Channels, encoder.Image.Height, encoder.Image.Width, range);

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Variable target;
        using (tape.WithoutGradient()) // so that each weight is used once on the way back, and can be moved there
        {
            target = encoder.Encode(tape, x, part)[part];
        }

        return tape.SoftmaxCrossEntropy(encoder.Encode(tape, _warp.Apply(tape, x), part).Logits(part), target);
    }
}
