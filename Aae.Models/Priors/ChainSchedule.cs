namespace Aae.Models.Priors;

/// <summary>How samples are taken from a Markov chain.</summary>
/// <param name="Chains">Chains that walk side by side, 1 or more.</param>
/// <param name="BurnIn">Steps of each before its first sample, in which it forgets where it began.</param>
/// <param name="Thinning">Steps from one sample of a chain to its next, 1 or more.</param>
public sealed record ChainSchedule(int Chains, int BurnIn, int Thinning);
