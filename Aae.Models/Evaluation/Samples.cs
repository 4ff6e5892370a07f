using System.Numerics.Tensors;
using Aae.Core;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Evaluation;

/// <summary>The conditions that every comparison of codes with a prior needs, checked in one place.</summary>
internal static class Samples
{
    /// <summary>Checks that both are matrices of finite numbers with the same number of columns and two rows or more.</summary>
    /// <param name="codes">[n, d].</param>
    /// <param name="prior">[m, d].</param>
    /// <exception cref="AaeException">One of them is not.</exception>
    public static void RequireComparable(Tensor codes, Tensor prior)
    {
        RequireSample(codes, "codes");
        RequireSample(prior, "prior samples");
        if (codes.Shape.Columns != prior.Shape.Columns)
        {
            throw new AaeException($"codes {codes.Shape} and prior samples {prior.Shape} cannot be compared: their sizes per row differ");
        }
    }

    /// <summary>Checks that no element is NaN or infinite.</summary>
    /// <param name="tensor">[rows, …].</param>
    /// <param name="what">The tensor's name in the message, in the plural.</param>
    /// <exception cref="AaeException">An element is; the message names its row and column.</exception>
    public static void RequireFinite(Tensor tensor, string what)
    {
        ReadOnlySpan<float> elements = tensor.Span;
        if (TensorPrimitives.IsFiniteAll(elements))
        {
            return;
        }

        for (int i = 0; i < elements.Length; i++)
        {
            if (!float.IsFinite(elements[i]))
            {
                throw new AaeException(FormattableString.Invariant(
                    $"{what} {tensor.Shape}: row {i / tensor.Shape.Columns}, column {i % tensor.Shape.Columns} is {elements[i]}; finite numbers are needed"));
            }
        }
    }

    private static void RequireSample(Tensor sample, string what)
    {
        if (sample.Shape.Rank != 2 || sample.Shape.Rows < 2 || sample.Shape.Columns < 1)
        {
            throw new AaeException($"{what} {sample.Shape}: a matrix [n, d] with n of 2 or more and d of 1 or more is needed");
        }

        RequireFinite(sample, what);
    }
}
