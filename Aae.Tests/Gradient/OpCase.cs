using Aae.Autograd.Tapes;
using Aae.Core.Random;
using Aae.Core.Tensors;

namespace Aae.Tests.Gradient;

/// <summary>A case of the op table: what goes in and how the op is applied.</summary>
/// <param name="Name">What is special about the case.</param>
/// <param name="Op">The op's class.</param>
/// <param name="Inputs">The inputs, all of which are differentiated.</param>
/// <param name="Apply">Applies the op.</param>
internal sealed record OpCase(string Name, Type Op, Tensor[] Inputs, Func<Tape, Variable[], Variable> Apply)
{
    /// <summary>Numbers spread over [−1, 1].</summary>
    public static Tensor Numbers(uint stream, params int[] sizes) => Map(stream, u => 2 * u - 1, sizes);

    /// <summary>Numbers at least 0.4 away from zero, where ReLU has its kink: finite differences reach 0.1 far.</summary>
    public static Tensor AwayFromZero(uint stream, params int[] sizes) => Map(stream, u => u < 0.5f ? u - 0.9f : u - 0.1f, sizes);

    /// <summary>Rows that are distributions.</summary>
    public static Tensor Distributions(uint stream, int rows, int columns)
    {
        Tensor tensor = Map(stream, u => u + 0.1f, rows, columns);
        for (int row = 0; row < rows; row++)
        {
            float sum = 0;
            foreach (float p in tensor.Row(row))
            {
                sum += p;
            }

            foreach (ref float p in tensor.Row(row))
            {
                p /= sum;
            }
        }

        return tensor;
    }

    public override string ToString() => $"{Op.Name}: {Name}";

    private static Tensor Map(uint stream, Func<float, float> map, params int[] sizes)
    {
        var tensor = new Tensor(new Shape(sizes));
        new RandomStream(Seed: 7, stream).FillUniform(tensor.Span, step: 0);
        foreach (ref float value in tensor.Span)
        {
            value = map(value);
        }

        return tensor;
    }
}
