using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Networks;
using Aae.Models.Posteriors;
using Aae.Models.Priors;

namespace Aae.Models.Phases;

/// <summary>
/// Encoder and decoder descend the negative evidence lower bound −E_q[log p(x|z)] + KL(q(z|x) ‖ p(z)), averaged over the batch:
/// a variational autoencoder (Kingma and Welling 2014), which the paper's §2.1 holds against the adversarial one.
/// </summary>
/// <remarks>
/// The expectation is that of one sample of q. To a Gaussian prior the divergence has a closed form. To a mixture it is
/// −H(q) − log p(z), the entropy in closed form and the density at the same sample.
/// </remarks>
public sealed class EvidencePhase : Phase
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Part _part;
    private readonly Prior _prior;
    private readonly Likelihood _likelihood;

    /// <summary>Creates the phase.</summary>
    /// <param name="encoder">q(z|x), Gaussian.</param>
    /// <param name="decoder">The means of p(x|z).</param>
    /// <param name="prior">p(z): a <see cref="GaussianPrior"/> or a <see cref="GaussianMixturePrior"/>.</param>
    /// <param name="likelihood">How images scatter about what the decoder makes.</param>
    /// <param name="descent">How the phase descends.</param>
    /// <exception cref="ArgumentException">The posterior is not Gaussian, or the prior has no density that is known.</exception>
    public EvidencePhase(Encoder encoder, Decoder decoder, Prior prior, Likelihood likelihood, Descent descent)
        : base("evidence", [.. encoder.Parameters, .. decoder.Parameters], descent)
    {
        _part = encoder.Parts is [{ IsGaussian: true } part]
            ? part
            : throw new ArgumentException("the evidence lower bound is of a code of one part with a Gaussian posterior", nameof(encoder));
        _prior = prior is GaussianPrior or GaussianMixturePrior
            ? prior
            : throw new ArgumentException($"the evidence lower bound needs the density of the prior; a {prior.GetType().Name} has none", nameof(prior));
        (_encoder, _decoder, _likelihood) = (encoder, decoder, likelihood);
    }

    /// <inheritdoc/>
    protected override bool RenewsStatistics => true;

    /// <inheritdoc/>
    protected override Variable Record(Tape tape, TrainingStep step)
    {
        Variable x = tape.Constant(step.Images);
        Code code = _encoder.Encode(tape, x);
        return tape.Add(_likelihood.Error(tape, _decoder, code[_part], x), Divergence(tape, code[_part], code.Moments(_part)));
    }

    private Variable Divergence(Tape tape, Variable z, GaussianMoments moments) => _prior is GaussianMixturePrior { Mixture: var density }
        ? tape.Scale(
            tape.Add(tape.GaussianEntropy(moments.LogVariance), tape.MixtureLogDensity(z, density.LogWeights, density.Means, density.Whitenings)), -1)
        : tape.GaussianDivergence(moments.Mean, moments.LogVariance, ((GaussianPrior)_prior).Deviation);
}
