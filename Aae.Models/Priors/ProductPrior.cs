using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Models.Priors;

/// <summary>p(y, z) = p(y)·p(z): the priors of a code's parts side by side, independent of each other.</summary>
/// <param name="parts">The parts' priors, in the order of the code.</param>
public sealed class ProductPrior(IReadOnlyList<Prior> parts) : Prior(parts.Sum(part => part.Size))
{
    /// <inheritdoc/>
    public override void Sample(RandomStream stream, ulong step, Tensor samples)
    {
        int first = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            var drawn = new Tensor(new Shape(samples.Shape.Rows, parts[i].Size));
            parts[i].Sample(stream with { Stream = stream.Stream + (uint)i * 0x9E3779B9 }, step, drawn); // a stream of its own
            for (int row = 0; row < samples.Shape.Rows; row++)
            {
                drawn.Row(row).CopyTo(samples.Row(row)[first..]);
            }

            first += parts[i].Size;
        }
    }
}
