using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Models.Evaluation;

/// <summary>Whether codes lie on the components of their classes, in a prior that has one for each class (paper §2.3).</summary>
public static class ClassComponents
{
    /// <summary>The share of codes whose nearest component is that of their label.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="codes">[n, size of the prior], n of 1 or more; of held-out images.</param>
    /// <param name="labels">The label of each code.</param>
    /// <returns>0 to 1; 1/K for codes that know nothing of labels, with K classes equally frequent.</returns>
    /// <exception cref="AaeException">The codes are no such matrix or not finite, or the labels are not as many.</exception>
    public static double Share(ConditionalPrior prior, Tensor codes, ReadOnlySpan<byte> labels)
    {
        if (codes.Shape.Rank != 2 || codes.Shape.Rows == 0 || codes.Shape.Rows != labels.Length)
        {
            throw new AaeException($"codes {codes.Shape} and {labels.Length} labels: a matrix [n, d] with n of 1 or more, and n labels are needed");
        }

        Samples.RequireFinite(codes, "codes");
        int on = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            on += prior.NearestClass(codes.Row(i)) == labels[i] ? 1 : 0;
        }

        return (double)on / labels.Length;
    }
}
