using Aae.Core;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>p(z) uniform on the box [low, high]ⁿ.</summary>
public sealed class UniformPrior : Prior, IPercentiles
{
    /// <summary>Creates the prior.</summary>
    /// <param name="size">The number of dimensions.</param>
    /// <param name="low">The lower end of each dimension.</param>
    /// <param name="high">The upper end, above the lower; their difference is finite.</param>
    /// <exception cref="AaeException">The ends are not such.</exception>
    public UniformPrior(int size, float low, float high)
        : base(size)
    {
        if (!(low < high && float.IsFinite(high - low)))
        {
            throw new AaeException(FormattableString.Invariant($"a uniform prior needs a lower end below its upper end, both finite, not {low} and {high}"));
        }

        Low = low;
        High = high;
    }

    /// <summary>The lower end of each dimension.</summary>
    public float Low { get; }

    /// <summary>The upper end of each dimension.</summary>
    public float High { get; }

    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        stream.FillUniform(samples.Span, step);
        foreach (ref float z in samples.Span)
        {
            z = Low + (High - Low) * z;
        }
    }

    /// <inheritdoc/>
    public float Percentile(double probability) => probability > 0 && probability < 1
        ? (float)(Low + ((double)High - Low) * probability)
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability between 0 and 1, both excluded");
}
