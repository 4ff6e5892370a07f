using System.Numerics.Tensors;
using Aae.Core;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Models.Evaluation;

/// <summary>The conditions that every comparison of two samples needs, as of codes with a prior's, checked in one place.</summary>
internal static class Samples
{
    /// <summary>Checks that both are matrices of finite numbers with the same number of columns and two rows or more.</summary>
    /// <param name="one">[n, d].</param>
    /// <param name="other">[m, d].</param>
    /// <param name="nameOfOne">What messages call the first, in the plural.</param>
    /// <param name="nameOfOther">What they call the other.</param>
    /// <exception cref="AaeException">One of them is not.</exception>
    public static void RequireComparable(Tensor one, Tensor other, string nameOfOne = "codes", string nameOfOther = "prior samples")
    {
        RequireSample(one, nameOfOne);
        RequireSample(other, nameOfOther);
        if (one.Shape.Columns != other.Shape.Columns)
        {
            throw new AaeException($"{nameOfOne} {one.Shape} and {nameOfOther} {other.Shape} cannot be compared: their sizes per row differ");
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
