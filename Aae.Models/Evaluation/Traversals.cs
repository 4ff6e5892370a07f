using Aae.Core;
using Aae.Core.Tensors;
using Aae.Models.Priors;

namespace Aae.Models.Evaluation;

/// <summary>Walks through the space of codes, to be decoded and looked at.</summary>
public static class Traversals
{
    /// <summary>
    /// A grid over a 2-D prior: rows and columns at equal steps of probability, so that each tile stands for the same share of
    /// the prior (paper, figure 2). Left and right are z₁, down and up z₂.
    /// </summary>
    /// <param name="prior">The prior.</param>
    /// <param name="size">Rows and columns, 1 or more.</param>
    /// <returns>[size², 2], row by row from the top.</returns>
    /// <exception cref="AaeException">The prior has not two dimensions, or no percentiles.</exception>
    public static Tensor Manifold(Prior prior, int size)
    {
        if (prior.Size != 2)
        {
            throw new AaeException($"a manifold is a picture of 2-dimensional codes; this model's have {prior.Size}");
        }

        if (prior is not IPercentiles percentiles)
        {
            throw new AaeException($"a manifold's grid needs the prior's percentiles, which {prior.GetType().Name} does not have");
        }

        if (size is < 1 or > 1000)
        {
            throw new AaeException($"a manifold has 1 to 1000 rows, not {size}");
        }

        var codes = new Tensor(new Shape(size * size, 2));
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                Span<float> z = codes.Row(row * size + column);
                z[0] = percentiles.Percentile((column + 0.5) / size);
                z[1] = percentiles.Percentile(1 - (row + 0.5) / size);
            }
        }

        return codes;
    }

    /// <summary>Straight lines between codes, both ends included.</summary>
    /// <param name="from">[n, d]</param>
    /// <param name="to">[n, d]</param>
    /// <param name="steps">Codes on each line, 2 or more.</param>
    /// <returns>[n · steps, d], line by line.</returns>
    /// <exception cref="AaeException">The shapes differ, or there are fewer than two steps.</exception>
    public static Tensor Interpolate(Tensor from, Tensor to, int steps)
    {
        if (from.Shape != to.Shape || from.Shape.Rank != 2)
        {
            throw new AaeException($"a walk from codes {from.Shape} to codes {to.Shape}: both must be [n, dimensions] and equal");
        }

        if (steps is < 2 or > 10_000)
        {
            throw new AaeException($"a walk has 2 to 10000 steps, not {steps}");
        }

        var codes = new Tensor(new Shape(from.Shape[0] * steps, from.Shape[1]));
        for (int line = 0; line < from.Shape[0]; line++)
        {
            for (int step = 0; step < steps; step++)
            {
                float t = step / (steps - 1f);
                Span<float> z = codes.Row(line * steps + step);
                for (int k = 0; k < z.Length; k++)
                {
                    z[k] = (1 - t) * from.Row(line)[k] + t * to.Row(line)[k];
                }
            }
        }

        return codes;
    }
}
