using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Models.Evaluation;
using Aae.Models.Networks;
using Aae.Models.Priors;

namespace Aae.Models.Phases;

/// <summary>
/// The squared maximum mean discrepancy between a minibatch's codes and as many samples of the prior, without bias and hence
/// sometimes negative (WAE-MMD; Tolstikhin et al. 2018, algorithm 2). Its kernel is a sum of inverse multiquadratic ones, in the
/// unit of the mean squared distance 2·d·s² of two samples of the prior.
/// </summary>
public sealed class DiscrepancyMatch : CodeMatch
{
    private const int SamplesForUnit = 10_000;

    private readonly Part _part;
    private readonly Lazy<float> _unit; // a model that is only read from a file draws no samples
    private readonly PriorSamples _samples;

    /// <summary>Creates the term.</summary>
    /// <param name="part">The part of the code.</param>
    /// <param name="prior">What its codes are held against; of the part's size.</param>
    public DiscrepancyMatch(Part part, Prior prior)
    {
        _part = part;
        _samples = new PriorSamples(part, (step, stream, samples) => prior.Sample(stream, step.Draw, samples));
        _unit = new Lazy<float>(() => (float)(2 * prior.Size * Math.Pow(SampleStatistics.Scale(prior.Sample(SamplesForUnit, seed: 0)), 2)), LazyThreadSafetyMode.PublicationOnly);
    }

    internal override void Prepare(TrainingStep step) => _samples.Draw(step);

    internal override Variable Record(Tape tape, TrainingStep step, Code code) =>
        tape.MaximumMeanDiscrepancy(code[_part], _samples[step], _unit.Value);
}
