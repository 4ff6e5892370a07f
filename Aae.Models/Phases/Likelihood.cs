using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;

namespace Aae.Models.Phases;

/// <summary>p(x|z): how images scatter about what the decoder makes of a code.</summary>
public abstract record Likelihood
{
    /// <summary>−log p(x|z) in nats, up to a constant, summed over pixels and averaged over the batch.</summary>
    /// <param name="tape">The tape to record on.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="code">What the decoder reads [batch, sum of sizes].</param>
    /// <param name="x">The images [batch, pixels]; a constant.</param>
    public abstract Variable Error(Tape tape, Decoder decoder, Variable code, Variable x);
}

/// <summary>N(x̂, s²I): ½‖x − x̂‖²/s², without the constant ½·pixels·log 2πs².</summary>
/// <param name="Variance">s², above 0.</param>
public sealed record GaussianLikelihood(float Variance) : Likelihood
{
    /// <inheritdoc/>
    public override Variable Error(Tape tape, Decoder decoder, Variable code, Variable x) =>
        tape.Scale(tape.HalfSquaredError(decoder.Apply(tape, code), x), 1 / Variance);
}

/// <summary>
/// Each pixel is 1 with probability x̂, the sigmoid of the decoder's output: the cross-entropy of x and x̂. Grey values count as
/// probabilities, so that of grey images it is a likelihood in name only.
/// </summary>
public sealed record BernoulliLikelihood : Likelihood
{
    /// <inheritdoc/>
    public override Variable Error(Tape tape, Decoder decoder, Variable code, Variable x) =>
        tape.BernoulliError(decoder.Logits(tape, code), x);
}
