using Aae.Core.Tensors;

namespace Aae.Autograd.Tapes;

/// <summary>A tensor that takes part in a computation: an input, a parameter, or what an op made of others.</summary>
public class Variable
{
    private protected Variable(Tensor value, bool requiresGradient)
    {
        Value = value;
        RequiresGradient = requiresGradient;
    }

    /// <summary>The numbers.</summary>
    public Tensor Value { get; }

    /// <summary>The shape of <see cref="Value"/>.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>The loss's derivative by each element of <see cref="Value"/>; null before the first way back reaches it.</summary>
    public Tensor? Gradient { get; private protected set; }

    /// <summary>Whether a gradient can be asked of it. Of a parameter it is the tape that decides.</summary>
    internal bool RequiresGradient { get; }

    /// <summary>The only element of a scalar.</summary>
    /// <exception cref="InvalidOperationException">The variable is no scalar.</exception>
    public float Scalar => Value.Shape.Count == 1
        ? Value.Span[0]
        : throw new InvalidOperationException($"a variable of shape {Shape} is no scalar");

    /// <summary>The gradient's memory, made on first use.</summary>
    internal virtual Tensor GradientMemory(Tape tape) => Gradient ??= tape.Arena.Rent(Shape);

    /// <summary>An input or the output of an op.</summary>
    internal static Variable Create(Tensor value, bool requiresGradient) => new(value, requiresGradient);
}
