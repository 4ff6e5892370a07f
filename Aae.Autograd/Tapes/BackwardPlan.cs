using System.Numerics.Tensors;
using Aae.Core;
using Tensor = Aae.Core.Tensors.Tensor;

namespace Aae.Autograd.Tapes;

/// <summary>
/// The way back from a variable: which ops to visit, last first, and where each writes the gradients of its inputs.
/// </summary>
/// <remarks>
/// The first op (on the way back) that uses a variable writes straight into its gradient; later ones write beside it and are
/// added. So no gradient is ever cleared, and the common case (one use) costs nothing.
/// </remarks>
internal sealed class BackwardPlan
{
    private readonly List<Step> _steps = [];
    private readonly HashSet<Parameter> _parameters = [];
    private readonly Tensor _fromGradient;
    private readonly Tape _tape;

    public BackwardPlan(Tape tape, Variable from)
    {
        _tape = tape;
        From = from;
        _fromGradient = from.GradientMemory(tape);
        var written = new HashSet<Variable> { from };
        for (int i = tape.Ops.Count - 1; i >= 0; i--)
        {
            Op op = tape.Ops[i];
            if (!written.Contains(op.Output) || !Enumerable.Range(0, op.Inputs.Count).Any(op.Wants))
            {
                continue; // the loss does not depend on it, or it on nothing that is differentiated
            }

            var sums = new List<(Tensor Gradient, Tensor Addend)>();
            for (int input = 0; input < op.Inputs.Count; input++)
            {
                if (!op.Wants(input))
                {
                    continue;
                }

                Variable variable = op.Inputs[input];
                Tensor gradient = variable.GradientMemory(tape);
                if (written.Add(variable))
                {
                    op.WriteInputGradientTo(input, gradient);
                }
                else
                {
                    Tensor addend = tape.Arena.Rent(variable.Shape);
                    op.WriteInputGradientTo(input, addend);
                    sums.Add((gradient, addend));
                }

                if (variable is Parameter parameter)
                {
                    _parameters.Add(parameter);
                }
            }

            _steps.Add(new Step(op, [.. sums]));
        }

        if (_steps.Count == 0)
        {
            throw new AaeException("the loss depends on nothing that is differentiated: every parameter is frozen or not among those to move");
        }
    }

    public Variable From { get; }

    public IReadOnlyCollection<Parameter> Parameters => _parameters;

    public void Run(Tensor gradient)
    {
        _fromGradient.CopyFrom(gradient);
        Visit();
    }

    public void Run()
    {
        _fromGradient.Span.Fill(1);
        Visit();
    }

    private void Visit()
    {
        foreach (Step step in _steps)
        {
            using (_tape.Profile?.Part(step.Op.Title, step.Op.BackwardPass, step.Op.BackwardOperations))
            {
                step.Op.Backward();
                foreach ((Tensor gradient, Tensor addend) in step.Sums)
                {
                    TensorPrimitives.Add(gradient.Span, addend.Span, gradient.Span);
                }
            }
        }
    }

    private readonly record struct Step(Op Op, (Tensor Gradient, Tensor Addend)[] Sums);
}
