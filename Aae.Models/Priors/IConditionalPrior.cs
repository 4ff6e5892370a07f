using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>A prior with a component for each class, so that labels can say where on it a code belongs (paper §2.3).</summary>
public interface IConditionalPrior
{
    /// <summary>The number of classes K.</summary>
    int Classes { get; }

    /// <summary>Draws samples, each from the component of its class: a function of the stream, the step, the row and the class alone.</summary>
    /// <param name="stream">The random stream.</param>
    /// <param name="step">The step of the stream.</param>
    /// <param name="classes">For each sample its class, from 0; −1 for the whole prior.</param>
    /// <param name="samples">[n, size], overwritten.</param>
    void Sample(RandomStream stream, ulong step, ReadOnlySpan<int> classes, Tensor samples);

    /// <summary>The class whose component is nearest to a code.</summary>
    /// <param name="z">A code of the prior's size.</param>
    int NearestClass(ReadOnlySpan<float> z);

    /// <summary>A walk along the component of a class: its main axis, or its arc.</summary>
    /// <param name="of">The class.</param>
    /// <param name="steps">Points on the walk, 2 or more.</param>
    /// <returns>[steps, size], in order.</returns>
    Tensor Walk(int of, int steps);
}
