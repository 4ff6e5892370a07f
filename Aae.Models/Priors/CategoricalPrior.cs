using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>p(y) = Cat(K): one-hot vectors, each class equally likely.</summary>
/// <param name="classes">The number of classes K.</param>
public sealed class CategoricalPrior(int classes) : Prior(classes)
{
    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        samples.Span.Clear();
        for (int i = 0; i < samples.Shape.Rows; i++)
        {
            samples.Row(i)[(int)Draw(stream, step, (uint)i, (ulong)Size)] = 1;
        }
    }
}
