using Aae.Autograd.Modules;
using Aae.Autograd.Tapes;
using Aae.Kernels.Elementwise;
using Aae.Models.Networks;

namespace Aae.Models.Posteriors;

/// <summary>
/// q(z|x) = δ(z − f(x)): the code is a linear function of the encoder's features, so the only randomness of q(z) is that of
/// the data (paper §2, "Deterministic"). Of a categorical part it gives the logits, of a bounded one the sigmoid of that function. features [batch, features] → [batch, size]
/// </summary>
public sealed class DeterministicPosterior : Module
{
    private readonly Sequential _head;

    /// <summary>Creates the head of one part.</summary>
    /// <param name="part">The part of the code.</param>
    /// <param name="features">The width of the encoder's features.</param>
    /// <param name="initializer">The law of the starting weights.</param>
    /// <param name="batchNorm">Whether batch norm follows the linear function.</param>
    public DeterministicPosterior(Part part, int features, Initializer initializer, bool batchNorm = false)
        : base($"encoder.{part.Name}") =>
        _head = Register(Mlp.Layer(Name, features, part.Size, part.IsBounded ? Activation.Sigmoid : Activation.Identity, initializer, batchNorm));

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => _head.Apply(tape, x);
}
