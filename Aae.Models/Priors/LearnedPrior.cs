using Aae.Core.Threading;

namespace Aae.Models.Priors;

/// <summary>p(z) made of the model's own networks. No code is pulled onto it: it is what the model has learned, and changes while the model learns.</summary>
/// <param name="size">The number of dimensions of z.</param>
public abstract class LearnedPrior(int size) : Prior(size)
{
    /// <summary>The threads to work with; null for those that the process may use.</summary>
    internal WorkerTeam? Team { get; set; }
}
