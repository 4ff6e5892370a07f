using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Models;

namespace Aae.Tests.Gradient;

/// <summary>
/// Holds every op's way back against finite differences of its way forward. A squared error stands behind each op, so that
/// the gradient that comes in is another for each element.
/// </summary>
[Category("Gradient")]
internal sealed class GradientTests
{
    // Five-point stencil: the truncation error is h⁴ f⁽⁵⁾/30 ≈ 1e-7, rounding about 1e-7 · L / h ≈ 1e-5.
    private const float H = 0.04f;
    private const double Tolerance = 2e-4;

    private static IEnumerable<OpCase> Cases => OpTable.Cases;

    [TestCaseSource(nameof(Cases))]
    public void The_way_back_agrees_with_finite_differences(OpCase op)
    {
        var tape = new Tape();
        Variable[] inputs = [.. op.Inputs.Select(tape.Input)];
        Variable output = op.Apply(tape, inputs);
        Assert.That(tape.Ops[^1], Is.TypeOf(op.Op));
        Variable loss = tape.HalfSquaredError(output, tape.Constant(Target(output.Shape)));

        tape.Backward(loss);

        Assert.Multiple(() =>
        {
            for (int input = 0; input < inputs.Length; input++)
            {
                float[] gradient = inputs[input].Gradient!.Span.ToArray();
                for (int i = 0; i < gradient.Length; i++)
                {
                    double expected = Difference(tape, loss, inputs[input].Value, i);
                    Assert.That(gradient[i], Is.EqualTo(expected).Within(Tolerance * Math.Max(1, Math.Abs(expected))), $"input {input}, element {i}");
                }
            }
        });
    }

    [TestCaseSource(nameof(Cases))]
    public void A_second_way_back_gives_the_same_gradients(OpCase op)
    {
        var tape = new Tape();
        Variable[] inputs = [.. op.Inputs.Select(tape.Input)];
        Variable output = op.Apply(tape, inputs);
        Variable loss = tape.HalfSquaredError(output, tape.Constant(Target(output.Shape)));
        tape.Backward(loss);
        float[][] first = Gradients();

        tape.Backward(loss);

        Assert.That(Gradients(), Is.EqualTo(first));

        float[][] Gradients() => [.. inputs.Select(input => input.Gradient!.Span.ToArray())];
    }

    [Test]
    public void Every_op_is_in_the_table()
    {
        IEnumerable<Type> ops = new[] { typeof(Op).Assembly, typeof(TrainedModel).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract);

        Assert.That(OpTable.Cases.Select(op => op.Op).Distinct(), Is.EquivalentTo(ops));
    }

    private static Tensor Target(Shape shape)
    {
        var target = new Tensor(shape);
        for (int i = 0; i < shape.Count; i++)
        {
            target.Span[i] = 0.3f * (i % 5) - 0.7f;
        }

        return target;
    }

    private static double Difference(Tape tape, Variable loss, Tensor input, int element)
    {
        float x = input.Span[element];
        double At(float h)
        {
            input.Span[element] = x + h;
            tape.Forward();
            return loss.Scalar;
        }

        double difference = (8 * (At(H) - At(-H)) - (At(2 * H) - At(-2 * H))) / (12 * H);
        input.Span[element] = x;
        return difference;
    }
}
