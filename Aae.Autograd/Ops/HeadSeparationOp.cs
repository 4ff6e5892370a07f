using Aae.Autograd.Tapes;
using Aae.Core;
using Aae.Core.Tensors;

namespace Aae.Autograd.Ops;

/// <summary>
/// L = Σ_{i&lt;j} max(0, η − ‖h_i − h_j‖): what cluster heads pay for standing closer together than η (paper §7).
/// h [heads, n] → scalar
/// ∂h_i = −∂L · Σ_{j: ‖h_i − h_j‖ &lt; η} (h_i − h_j)/‖h_i − h_j‖;   heads at one place have no direction and do not push each other
/// </summary>
internal sealed class HeadSeparationOp(Variable h, float η) : Op(ShapeRule(h.Shape, η), h)
{
    protected internal override void Forward()
    {
        double sum = 0;
        for (int i = 0; i < X(0).Shape[0]; i++)
        {
            for (int j = i + 1; j < X(0).Shape[0]; j++)
            {
                sum += Math.Max(0, η - Distance(i, j));
            }
        }

        Y.Span[0] = (float)sum;
    }

    protected internal override void Backward()
    {
        float loss = OutputGradient.Span[0];
        Tensor gradient = InputGradient(0);
        gradient.Span.Clear();
        for (int i = 0; i < gradient.Shape[0]; i++)
        {
            for (int j = i + 1; j < gradient.Shape[0]; j++)
            {
                double distance = Distance(i, j);
                if (distance > 0 && distance < η)
                {
                    Push(i, j, (float)(loss / distance), gradient);
                }
            }
        }
    }

    private double Distance(int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < X(0).Shape[1]; k++)
        {
            double difference = X(0).Row(i)[k] - X(0).Row(j)[k];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private void Push(int i, int j, float scale, Tensor gradient)
    {
        for (int k = 0; k < gradient.Shape[1]; k++)
        {
            float push = scale * (X(0).Row(i)[k] - X(0).Row(j)[k]);
            gradient.Row(i)[k] -= push;
            gradient.Row(j)[k] += push;
        }
    }

    private static Shape ShapeRule(Shape h, float η) =>
        h.Rank != 2 ? throw new AaeException($"head separation: {h} are no heads [heads, n]")
        : η is >= 0 and < float.PositiveInfinity ? new Shape()
        : throw new AaeException($"head separation: the distance to keep is a finite number, 0 or more, not {η}");
}
