using System.Numerics.Tensors;
using Aae.Core.Random;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Priors;

/// <summary>p(z) = N(0, s²I).</summary>
/// <param name="size">The number of dimensions.</param>
/// <param name="deviation">The standard deviation s of each dimension, above 0.</param>
public sealed class GaussianPrior(int size, float deviation) : Prior(size), IPercentiles
{
    /// <summary>The standard deviation s of each dimension.</summary>
    public float Deviation { get; } = deviation;

    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        stream.FillGaussian(samples.Span, step);
        TensorPrimitives.Multiply(samples.Span, Deviation, samples.Span);
    }

    /// <inheritdoc/>
    public float Percentile(double probability) => (float)(Deviation * NormalDistribution.InverseCdf(probability));
}
